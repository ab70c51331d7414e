import type { ResourceType } from '../resource-type.ts';

/** Something to refer to: many templates use it for a stack that has nothing in it. */
export const waitConditionHandleType: ResourceType = {
  typeName: 'AWS::CloudFormation::WaitConditionHandle',
  serviceName: 'CloudFormation',
  replacementOf: () => 'Never',
  async create({ owner, stackId, logicalId }) {
    const stack = encodeURIComponent(stackId);
    const physicalId = `https://cloudformation-waitcondition-${owner.region}.s3.amazonaws.com/${stack}/${logicalId}`;
    return { kind: 'done', physicalId, attributes: {} };
  },
  update: async ({ physicalId, attributes }) => ({ kind: 'done', physicalId, attributes }),
  delete: async ({ physicalId }) => ({ kind: 'done', physicalId, attributes: {} }),
  attributeNames: [],
};
