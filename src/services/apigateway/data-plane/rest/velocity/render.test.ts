import { expect, test } from 'vitest';
import { renderTemplate } from './render.ts';
import { Callable, type ValueMap } from './values.ts';

const variables = (): ValueMap => ({
  name: 'Ann',
  none: null,
  list: ['a', 'b', 'c'],
  map: { one: 1, two: { three: [true, null] } },
  util: new Callable({ twice: (value) => `${String(value)}${String(value)}` }),
});

const render = (template: string): string => renderTemplate(template, variables());

test.each([
  ['$name ${name}s $!name', 'Ann Anns Ann'],
  ['[$nothing][$!nothing][$none][$map.no.more]', '[][][][]'],
  ['$map $list', '{one=1, two={three=[true, null]}} [a, b, c]'],
  ['$map.two.three[0] $map.get("one") $map["one"] $list.get(1) $list.size()', 'true 1 1 b 3'],
  ['$util.twice($name)', 'AnnAnn'],
  ['#set($x = "v=$name")$x', 'v=Ann'],
  ["#set($x = 'v=$name')$x", 'v=$name'],
  ['#set($x = 7)#set($y = $x / 2)$y $x', '3 7'],
  ['#set($m = {"a": [1, 2]})#set($m.b = "c")$m', '{a=[1, 2], b=c}'],
  ['#if($none)1#elseif($name == "Ann")2#{else}3#end', '2'],
  ['#if(!$none && $map.one < 2)yes#end', 'yes'],
  ['#if("")empty texts hold#end', 'empty texts hold'],
  ['#foreach($i in $list)$i$foreach.index#if($foreach.hasNext),#end#end', 'a0,b1,c2'],
  ['#foreach($e in $map.entrySet())$e.key;#end', 'one;two;'],
  ['#foreach($k in $map.keySet())$k #end', 'one two '],
  ['#foreach($i in [1..4])#if($i == 3)#break#end$i#end', '12'],
  ['$name.replaceAll("n+", "m").toUpperCase() $name.substring(1)', 'AM nn'],
  ['## a comment\n#* and\nanother *#end', 'end'],
  ['{"statusCode": 200}', '{"statusCode": 200}'],
])('%s', (template, written) => {
  expect(render(template)).toBe(written);
});

test('nothing of JavaScript can be reached', () => {
  expect(render('[$name.constructor][$map.constructor.constructor][$list.__proto__]')).toBe('[][][]');
  expect(() => render('$name.constructor("x")')).toThrow('no method constructor');
  expect(() => render('$map.toLocaleString()')).toThrow('no method');
  expect(render('#set($map.__proto__ = {"evil": 1})$map.evil')).toBe('');
  expect({}).not.toHaveProperty('evil');
});

test('no template runs for long', () => {
  expect(() => render('#foreach($i in [1..100000])x#end')).toThrow('more than 1000');
  const loops = '#foreach($i in [1..1000])#foreach($j in [1..1000])x#end#end';
  expect(() => render(loops)).toThrow('too much');
  const growing = '#set($x = "xxxxxxxxxxxxxxxx")#foreach($i in [1..1000])#set($x = "$x$x")#end';
  expect(() => render(growing)).toThrow('too much');
});

test('what is no template is said to be so', () => {
  expect(() => render('#if($x')).toThrow();
  expect(() => render('#macro(x)a#end')).toThrow('no directive');
});
