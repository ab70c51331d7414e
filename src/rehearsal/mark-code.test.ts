import { describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { zipOf } from '../services/lambda/test-zip.fixture.ts';
import { markArchive, markCode, type CodeStore } from './mark-code.ts';

const archive = zipOf([{ path: 'app.mjs', content: 'export const handler = async () => 1;' }]);

/** A bucket in memory. */
function newStore(): CodeStore & { readonly objects: Map<string, Uint8Array> } {
  const objects = new Map<string, Uint8Array>([['code.zip', archive]]);
  return {
    name: 'bucket',
    objects,
    get: async (key) => objects.get(key) ?? new Uint8Array(),
    async put(content, suffix) {
      const key = `${objects.size}${suffix}`;
      objects.set(key, content);
      return key;
    },
  };
}

describe('a marked archive', () => {
  test('has the same files and other bytes', async () => {
    const marked = markArchive(archive);
    expect(marked).not.toEqual(archive);
    const zip = await fromBufferPromise(Buffer.from(marked ?? []));
    expect(zip.comment).toBe('rehearsed by Serin');
    expect(zip.entryCount).toBe(1);
  });

  test('cannot be made of what is marked already, nor of what is no archive', () => {
    expect(markArchive(markArchive(archive) ?? new Uint8Array())).toBeUndefined();
    expect(markArchive(Buffer.from('no archive at all, and long enough for one'))).toBeUndefined();
  });
});

describe('a marked template', () => {
  test('has other packages for its functions', async () => {
    const store = newStore();
    const marked = await markCode(
      {
        Globals: { Function: { CodeUri: 's3://bucket/code.zip' } },
        Resources: {
          Sam: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: 's3://bucket/code.zip', Timeout: 3 } },
          Plain: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'bucket', S3Key: 'code.zip' } } },
          Foreign: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: 's3://other/code.zip' } },
        },
      },
      store,
    );
    expect(marked).toEqual({
      Globals: { Function: { CodeUri: 's3://bucket/3.zip' } },
      Resources: {
        Sam: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: 's3://bucket/1.zip', Timeout: 3 } },
        Plain: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'bucket', S3Key: '2.zip' } } },
        Foreign: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: 's3://other/code.zip' } },
      },
    });
    expect(store.objects.get('1.zip')).toEqual(markArchive(archive));
  });

  test('has a comment more in code that stands in it', async () => {
    const functionOf = (InlineCode: string, Runtime: string) => ({
      Resources: { One: { Type: 'AWS::Serverless::Function', Properties: { InlineCode, Runtime } } },
    });
    expect(await markCode(functionOf('pass', 'python3.13'), newStore())).toEqual(
      functionOf('pass\n# rehearsed by Serin\n', 'python3.13'),
    );
    expect(await markCode(functionOf('1', 'nodejs24.x'), newStore())).toEqual(
      functionOf('1\n// rehearsed by Serin\n', 'nodejs24.x'),
    );
  });

  test('has another name for each version that it names, also where it is referred to', async () => {
    const templateOf = (name: string) => ({
      Resources: {
        [name]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
        Live: {
          Type: 'AWS::Lambda::Alias',
          DependsOn: [name],
          Properties: {
            FunctionVersion: { 'Fn::GetAtt': [name, 'Version'] },
            Description: { 'Fn::Sub': `\${${name}.Version} of \${Fn}` },
          },
        },
      },
    });
    expect(await markCode(templateOf('VersionA'), newStore())).toEqual(templateOf('VersionARehearsed'));
  });
});
