import { expect, test } from 'vitest';
import { rewriteChangedIds, rewriteDependsOn, rewriteReferables } from './references.ts';

test('references to a layer name the ID that it has now', () => {
  const template = {
    Layers: [{ Ref: 'Layer' }, { 'Fn::GetAtt': ['Layer', 'Arn'] }, { 'Fn::Sub': '${Layer} ${Other} ${Layer.Arn}' }],
    LayerName: 'Layer',
    DependsOn: ['Layer', 'Other'],
  };
  const changed = new Map([['Layer', 'Layer1234567890']]);
  rewriteDependsOn(template, changed);
  rewriteChangedIds(template, changed);
  expect(template).toEqual({
    Layers: [
      { Ref: 'Layer1234567890' },
      { 'Fn::GetAtt': ['Layer1234567890', 'Arn'] },
      { 'Fn::Sub': '${Layer1234567890} ${Other} ${Layer1234567890.Arn}' },
    ],
    LayerName: 'Layer',
    DependsOn: ['Layer1234567890', 'Other'],
  });
});

test('what a function brought forth has a name of its own', () => {
  const template = {
    alias: { Ref: 'Fn.Alias' },
    version: { 'Fn::GetAtt': ['Fn.Version', 'Version'] },
    text: { 'Fn::Sub': '${Fn.Alias} ${Fn.Version.Version} ${Fn.Arn}' },
    unknown: { Ref: 'Fn.Nothing' },
  };
  rewriteReferables(
    template,
    new Map([
      [
        'Fn',
        new Map([
          ['Alias', 'FnAliaslive'],
          ['Version', 'FnVersion1'],
        ]),
      ],
    ]),
  );
  expect(template).toEqual({
    alias: { Ref: 'FnAliaslive' },
    version: { 'Fn::GetAtt': ['FnVersion1', 'Version'] },
    text: { 'Fn::Sub': '${FnAliaslive} ${FnVersion1.Version} ${Fn.Arn}' },
    unknown: { Ref: 'Fn.Nothing' },
  });
});
