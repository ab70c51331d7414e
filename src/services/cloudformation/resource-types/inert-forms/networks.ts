import type { InertForms } from './forms.ts';

/** Networks, and the machines and containers in them. */
export const networks: InertForms = {
  'AWS::AutoScaling::AutoScalingGroup': '{AutoScalingGroupName:255}',
  'AWS::EC2::EIP': '{ip} | AllocationId=eipalloc-{hex17} PublicIp={ref}',
  'AWS::EC2::FlowLog': 'fl-{hex17} | Id={ref}',
  'AWS::EC2::Instance':
    'i-{hex17} | InstanceId={ref} PrivateIp={ip} PublicIp={ip} PrivateDnsName={hex17}.{region}.compute.internal PublicDnsName=ec2-{hex17}.{region}.compute.amazonaws.com AvailabilityZone={AvailabilityZone=+a}',
  'AWS::EC2::InternetGateway': 'igw-{hex17} | InternetGatewayId={ref}',
  'AWS::EC2::KeyPair': '{KeyName} | KeyPairId=key-{hex17} KeyFingerprint={hex40}',
  'AWS::EC2::LaunchTemplate': 'lt-{hex17} | LaunchTemplateId={ref} DefaultVersionNumber=1 LatestVersionNumber=1',
  'AWS::EC2::NatGateway': 'nat-{hex17} | NatGatewayId={ref} EniId=eni-{hex17}',
  'AWS::EC2::NetworkAcl': 'acl-{hex17} | Id={ref}',
  'AWS::EC2::NetworkInterface': 'eni-{hex17} | Id={ref} PrimaryPrivateIpAddress={ip}',
  'AWS::EC2::Route': '{RouteTableId}|{DestinationCidrBlock=::/0} | CidrBlock={DestinationCidrBlock=::/0}',
  'AWS::EC2::RouteTable': 'rtb-{hex17} | RouteTableId={ref}',
  'AWS::EC2::SecurityGroup': 'sg-{hex17} | GroupId={ref} Id={ref} VpcId={VpcId}',
  'AWS::EC2::SecurityGroupEgress': 'sgr-{hex17} | Id={ref}',
  'AWS::EC2::SecurityGroupIngress': 'sgr-{hex17} | Id={ref}',
  'AWS::EC2::Subnet':
    'subnet-{hex17} | SubnetId={ref} VpcId={VpcId} CidrBlock={CidrBlock} AvailabilityZone={AvailabilityZone=+a} NetworkAclAssociationId=aclassoc-{hex17}',
  'AWS::EC2::SubnetRouteTableAssociation': 'rtbassoc-{hex17} | Id={ref}',
  'AWS::EC2::VPC':
    'vpc-{hex17} | VpcId={ref} CidrBlock={CidrBlock} DefaultNetworkAcl=acl-{hex17} DefaultSecurityGroup=sg-{hex17}',
  'AWS::EC2::VPCEndpoint': 'vpce-{hex17} | Id={ref}',
  'AWS::EC2::VPCGatewayAttachment': 'IGW|{VpcId} | AttachmentType=IGW',
  'AWS::EC2::Volume': 'vol-{hex17} | VolumeId={ref}',
  'AWS::ECS::Cluster': '{ClusterName:255} | Arn={arn:ecs}:cluster/{ref}',
  'AWS::ECS::Service': '{arn:ecs}:service/{ServiceName:255} | Name={tail} ServiceArn={ref}',
  'AWS::ECS::TaskDefinition': '{arn:ecs}:task-definition/{Family:255}:1 | TaskDefinitionArn={ref}',
  'AWS::ElasticLoadBalancingV2::Listener':
    '{arn:elasticloadbalancing}:listener/app/{hex16#balancer}/{hex16} | ListenerArn={ref}',
  'AWS::ElasticLoadBalancingV2::ListenerRule':
    '{arn:elasticloadbalancing}:listener-rule/app/{hex16#balancer}/{hex16#listener}/{hex16} | RuleArn={ref} IsDefault=false',
  'AWS::ElasticLoadBalancingV2::LoadBalancer':
    '{arn:elasticloadbalancing}:loadbalancer/app/{Name:32}/{hex16} | LoadBalancerArn={ref} DNSName=app-{digits10}.{region}.elb.amazonaws.com CanonicalHostedZoneID=Z{upper13} LoadBalancerName={Name}',
  'AWS::ElasticLoadBalancingV2::TargetGroup':
    '{arn:elasticloadbalancing}:targetgroup/{Name:32}/{hex16} | TargetGroupArn={ref} TargetGroupName={Name}',
  'AWS::ServiceDiscovery::HttpNamespace': 'ns-{lower16} | Id={ref} Arn={arn:servicediscovery}:namespace/{ref}',
  'AWS::ServiceDiscovery::PrivateDnsNamespace':
    'ns-{lower16} | Id={ref} Arn={arn:servicediscovery}:namespace/{ref} HostedZoneId=Z{upper20}',
  'AWS::ServiceDiscovery::Service': 'srv-{lower16} | Id={ref} Arn={arn:servicediscovery}:service/{ref} Name={Name}',
};
