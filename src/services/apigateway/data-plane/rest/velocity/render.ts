/**
 * Evaluates a template. What a template can reach is what it is handed: no object of JavaScript's own,
 * and no more work than the bounds allow.
 */
import { callMethod, indexOf, propertyOf, setOwn } from './methods.ts';
import {
  type Block,
  type Expression,
  type Node,
  parseTemplate,
  type Reference,
  type Step,
  TemplateError,
} from './syntax.ts';
import { isEqual, isList, isMap, isTrue, textOf, type Value, type ValueMap } from './values.ts';

/** AWS's bound on the rounds of a loop. */
const roundsMax = 1000;
/** Of all that one template does, and of what it writes. */
const stepsMax = 100_000;
const charactersMax = 10 * 1024 * 1024;

/** What the template sets of the objects among the variables is set there. */
export function renderTemplate(text: string, variables: ValueMap): string {
  return new Renderer(variables).template(text);
}

class Renderer {
  readonly #variables: ValueMap;
  #steps = 0;
  #characters = 0;
  #isBreaking = false;

  constructor(variables: ValueMap) {
    // Without a prototype every name is just a name, and setting one is cheap.
    this.#variables = Object.assign(Object.create(null) as ValueMap, variables);
  }

  template(text: string): string {
    return this.#nodes(parseTemplate(text));
  }

  #nodes(nodes: readonly Node[]): string {
    let written = '';
    for (const node of nodes) {
      if (this.#isBreaking) break;
      const text = this.#node(node);
      this.#characters += text.length;
      if (this.#characters > charactersMax) throw new TemplateError('The template writes too much');
      written += text;
    }
    return written;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > stepsMax) throw new TemplateError('The template does too much');
  }

  #node(node: Node): string {
    this.#step();
    if (typeof node === 'string') return node;
    if (isBlock(node)) return this.#block(node);
    switch (node.type) {
      case 'references':
        return textOf(this.#reference(node));
      case 'set':
        this.#set(...node.equal);
        return '';
      case 'comment':
        return '';
      case 'raw':
        return node.value;
      case 'break':
        this.#isBreaking = true;
        return '';
      case 'unknown':
        break;
    }
    throw new TemplateError(`Serin's templates have no directive ${JSON.stringify(node.type)}`);
  }

  #block([head, ...body]: Block): string {
    switch (head.type) {
      case 'if':
        return this.#choose(head.condition, body);
      case 'foreach':
        return this.#repeat(head, body);
    }
    // The library knows directives that AWS's templates hardly ever hold.
    const { type } = head as { readonly type: string };
    throw new TemplateError(`Serin's templates have no directive #${type}`);
  }

  /** The branches stand in one row, each behind its condition. */
  #choose(condition: Expression, body: readonly Node[]): string {
    let isTaken = isTrue(this.#value(condition));
    let isDone = isTaken;
    const chosen: Node[] = [];
    for (const node of body) {
      const branch = branchOf(node);
      if (branch === undefined) {
        if (isTaken) chosen.push(node);
      } else if (isDone) isTaken = false;
      else {
        isTaken = branch.condition === undefined || isTrue(this.#value(branch.condition));
        isDone = isTaken;
      }
    }
    return this.#nodes(chosen);
  }

  #repeat({ to, from }: { readonly to: string; readonly from: Expression }, body: readonly Node[]): string {
    const given = this.#value(from);
    const items = isList(given) ? [...given] : isMap(given) ? Object.values(given) : [];
    if (items.length > roundsMax) throw new TemplateError(`A loop has more than ${roundsMax} rounds`);
    const outer = {
      item: this.#variables[to],
      loop: this.#variables['foreach'],
      count: this.#variables['velocityCount'],
    };
    let written = '';
    for (const [index, item] of items.entries()) {
      this.#variables[to] = item;
      const hasNext = index < items.length - 1;
      this.#variables['foreach'] = { index, count: index + 1, hasNext, first: index === 0, last: !hasNext };
      this.#variables['velocityCount'] = index + 1;
      written += this.#nodes(body);
      if (!this.#isBreaking) continue;
      this.#isBreaking = false;
      break;
    }
    this.#variables[to] = outer.item;
    this.#variables['foreach'] = outer.loop;
    this.#variables['velocityCount'] = outer.count;
    return written;
  }

  #set(target: Reference, expression: Expression): void {
    const value = this.#value(expression);
    const { id, path = [] } = target;
    const last = path.at(-1);
    if (last === undefined) {
      this.#variables[id] = value;
      return;
    }
    const holder = this.#reference({ ...target, path: path.slice(0, -1) });
    if (last.type === 'method') throw new TemplateError('A method cannot be set');
    const name = last.type === 'property' ? last.id : this.#value(last.id);
    if (isMap(holder)) setOwn(holder, textOf(name), value);
    else if (isList(holder) && typeof name === 'number') callMethod(holder, 'set', [name, value]);
  }

  #reference({ id, path = [] }: Reference): Value {
    let value: Value = this.#variables[id];
    for (const step of path) value = this.#follow(value, step);
    return value;
  }

  #follow(value: Value, step: Step): Value {
    this.#step();
    switch (step.type) {
      case 'property':
        return propertyOf(value, step.id);
      case 'index':
        return indexOf(value, this.#value(step.id));
      case 'method':
        return callMethod(
          value,
          step.id,
          (step.args === false ? [] : step.args).map((one) => this.#value(one)),
        );
    }
  }

  #value(expression: Expression): Value {
    this.#step();
    switch (expression.type) {
      case 'references':
        return this.#reference(expression);
      case 'string':
        return expression.isEval === true ? this.template(expression.value) : expression.value;
      case 'integer':
      case 'decimal':
        return Number(expression.value);
      case 'bool':
        return expression.value === 'null' ? null : expression.value === 'true';
      case 'array':
        return this.#list(expression);
      case 'map': {
        const map: ValueMap = {};
        for (const [name, one] of Object.entries(expression.value ?? {})) setOwn(map, name, this.#value(one));
        return map;
      }
      case 'math':
        return this.#compute(expression.operator, expression.expression);
    }
  }

  #list({ isRange, value }: Extract<Expression, { readonly type: 'array' }>): readonly Value[] {
    const items = value.map((one) => (typeof one === 'string' ? Number(one) : this.#value(one)));
    if (isRange !== true) return items;
    const [start = 0, end = 0] = items.map(Number);
    const length = Math.abs(end - start) + 1;
    if (!(length <= roundsMax)) throw new TemplateError(`A range holds more than ${roundsMax} numbers`);
    return Array.from({ length }, (_, index) => (end >= start ? start + index : start - index));
  }

  #compute(operator: string, [first, second]: readonly Expression[]): Value {
    if (first === undefined) return undefined;
    const left = this.#value(first);
    switch (operator) {
      case 'parenthesis':
        return left;
      case 'not':
        return !isTrue(left);
      case 'minus':
        return -Number(left);
    }
    if (second === undefined) return undefined;
    // The right side may hold only where the left one does.
    if (operator === '&&') return isTrue(left) && isTrue(this.#value(second));
    if (operator === '||') return isTrue(left) || isTrue(this.#value(second));
    return calculate(operator, left, this.#value(second));
  }
}

const isBlock = (node: Exclude<Node, string>): node is Block => Array.isArray(node);

/** What stands between the branches of an `#if`. */
function branchOf(node: Node): { readonly condition?: Expression } | undefined {
  if (typeof node !== 'object' || !('type' in node)) return undefined;
  const { type, condition } = node as { readonly type: string; readonly condition?: Expression };
  if (type === 'else') return {};
  return type === 'elseif' && condition !== undefined ? { condition } : undefined;
}

function calculate(operator: string, left: Value, right: Value): Value {
  if (operator === '==') return isEqual(left, right);
  if (operator === '!=') return !isEqual(left, right);
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) return textOf(left) + textOf(right);
  if (left === undefined || left === null || right === undefined || right === null) return undefined;
  const [one, other] = [Number(textOf(left)), Number(textOf(right))];
  switch (operator) {
    case '>':
      return one > other;
    case '<':
      return one < other;
    case '>=':
      return one >= other;
    case '<=':
      return one <= other;
    case '+':
      return one + other;
    case '-':
      return one - other;
    case '*':
      return one * other;
    case '/':
      return divide(one, other);
    case '%':
      return other === 0 ? undefined : one % other;
    default:
      throw new TemplateError(`Serin's templates have no operator ${operator}`);
  }
}

/** Whole numbers are divided as Java divides them. */
function divide(one: number, other: number): Value {
  if (other === 0) return undefined;
  return Number.isInteger(one) && Number.isInteger(other) ? Math.trunc(one / other) : one / other;
}
