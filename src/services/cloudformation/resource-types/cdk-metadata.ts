import type { ResourceType } from '../resource-type.ts';

/** What the CDK tells AWS of a stack's constructs. AWS makes nothing of it either. */
export const cdkMetadataType: ResourceType = {
  typeName: 'AWS::CDK::Metadata',
  serviceName: 'CDK',
  replacementOf: () => 'Never',
  create: async ({ requestToken }) => ({ kind: 'done', physicalId: requestToken, attributes: {} }),
  update: async ({ physicalId, attributes }) => ({ kind: 'done', physicalId, attributes }),
  delete: async ({ physicalId }) => ({ kind: 'done', physicalId, attributes: {} }),
  attributeNames: [],
};
