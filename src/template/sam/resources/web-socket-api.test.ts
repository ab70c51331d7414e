import { describe, expect, test } from 'vitest';
import { expandResources, propertiesOf, refusalOf } from '../sam-template.fixture.ts';

const connect = { $connect: { FunctionArn: 'arn:connect' } };

function api(properties: object) {
  const required = { RouteSelectionExpression: '$request.body.action', Routes: connect };
  return { Chat: { type: 'WebSocketApi', properties: { ...required, ...properties } } };
}

describe('WebSocket APIs', () => {
  test('each route has an integration with its function, and the right to invoke it', () => {
    const expanded = expandResources(api({ Routes: { ...connect, sendMessage: { FunctionArn: 'arn:send' } } }));
    expect(Object.keys(expanded).sort()).toEqual([
      'Chat',
      'ChatConnectIntegration',
      'ChatConnectPermission',
      'ChatConnectRoute',
      'ChatDefaultStage',
      'ChatSendmessageIntegration',
      'ChatSendmessagePermission',
      'ChatSendmessageRoute',
    ]);
    expect(propertiesOf(expanded['ChatSendmessagePermission'])['SourceArn']).toEqual({
      'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Chat.ApiId}/default/sendMessage',
    });
  });

  test('a function that decides over connections is asked on $connect alone', () => {
    const Routes = { ...connect, $default: { FunctionArn: 'arn:default' } };
    const expanded = expandResources(api({ Routes, Auth: { AuthType: 'CUSTOM', AuthArn: 'arn:auth' } }));
    expect(propertiesOf(expanded['ChatConnectRoute'])['AuthorizationType']).toBe('CUSTOM');
    expect(propertiesOf(expanded['ChatDefaultRoute'])['AuthorizationType']).toBeUndefined();
    expect(expanded).toHaveProperty('ChatAuthorizerPermission');
  });

  test('a stage with settings of routes waits for the routes', () => {
    const expanded = expandResources(api({ RouteSettings: { $connect: {} } }));
    expect(expanded['ChatDefaultStage']?.['DependsOn']).toEqual(['ChatConnectRoute']);
  });

  test('settings that cannot be are refused in the words of AWS', () => {
    expect(refusalOf(api({ Routes: {} }))).toContain('WebSocket API must have at least one route.');
    expect(refusalOf(api({ StageName: '$default' }))).toContain('Stages cannot be named $default');
    expect(refusalOf(api({ Routes: { 'no-such': { FunctionArn: 'a' } } }))).toContain("Route key 'no-such'");
    expect(refusalOf(api({ Auth: { AuthType: 'NONE', Name: 'n' } }))).toContain(
      'No additional configurations supported for AuthType NONE.',
    );
  });
});
