/** What a parameter's type says about its value. */
export interface ParameterType {
  readonly isList: boolean;
  readonly isNumber: boolean;
  /** Whether the given value is the name of a parameter of SSM, which holds the value itself. */
  readonly isInSsm: boolean;
}

/** Types whose values AWS looks up among the account's resources; here their form is taken as it is. */
const resourceTypes = [
  'AWS::EC2::AvailabilityZone::Name',
  'AWS::EC2::Image::Id',
  'AWS::EC2::Instance::Id',
  'AWS::EC2::KeyPair::KeyName',
  'AWS::EC2::SecurityGroup::GroupName',
  'AWS::EC2::SecurityGroup::Id',
  'AWS::EC2::Subnet::Id',
  'AWS::EC2::Volume::Id',
  'AWS::EC2::VPC::Id',
  'AWS::Route53::HostedZone::Id',
];

const single = { isList: false, isNumber: false, isInSsm: false } as const;
const list = { ...single, isList: true } as const;

const plainTypes = new Map<string, ParameterType>([
  ['String', single],
  ['Number', { ...single, isNumber: true }],
  ['List<Number>', { ...list, isNumber: true }],
  ['List<String>', list],
  ['CommaDelimitedList', list],
  ['AWS::SSM::Parameter::Name', single],
  ...resourceTypes.flatMap((name): [string, ParameterType][] => [
    [name, single],
    [`List<${name}>`, list],
  ]),
]);

export function isParameterType(name: string): boolean {
  return findType(name) !== undefined;
}

export function parameterType(name: string): ParameterType {
  return findType(name) ?? single;
}

function findType(name: string): ParameterType | undefined {
  const kept = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(name)?.[1];
  if (kept === undefined) return plainTypes.get(name);
  const type = kept.includes('Number') ? undefined : plainTypes.get(kept);
  return type === undefined ? undefined : { ...type, isInSsm: true };
}
