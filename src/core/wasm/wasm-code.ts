/**
 * The few instructions of WebAssembly that our kernels are made of, each a function from the code of its operands to its own code, and what makes a
 * module of them. An engine checks all of it (types, targets of branches, numbers of locals) before it runs any.
 */

/** Bytes of instructions that leave one value or none, in any nesting. */
export interface Code extends ReadonlyArray<number | Code> {}

function bytesIn(code: Code, into: number[] = []): number[] {
  for (const each of code) {
    if (typeof each === 'number') into.push(each);
    else bytesIn(each, into);
  }
  return into;
}

/** LEB128 of a whole number from 0 up. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}

/** LEB128 of an i32. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (; value < -64 || value > 63; value >>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value & 127];
}

const counted = (items: Code): Code => [unsigned(items.length), items];
const sized = (code: Code): Code => {
  const bytes = bytesIn(code);
  return [unsigned(bytes.length), bytes];
};

const over =
  (...opcode: number[]) =>
  (...operands: Code[]): Code => [operands, opcode];
const simd = (opcode: number) => over(0xfd, ...unsigned(opcode));

/** At `address` + `offset`; nothing is asked of alignment. */
const reading =
  (...opcode: number[]) =>
  (address: Code, offset = 0): Code => [address, opcode, 0, unsigned(offset)];

const writing =
  (...opcode: number[]) =>
  (address: Code, value: Code, offset = 0): Code => [address, value, opcode, 0, unsigned(offset)];

/** Where two are compared, numbers without a sign: 1 or 0. */
export const i32 = {
  of: (value: number): Code => [0x41, signed(value)],
  load: reading(0x28),
  /** One byte. */
  load8: reading(0x2d),
  store: writing(0x36),
  and: over(0x71),
  or: over(0x72),
  add: over(0x6a),
  subtract: over(0x6b),
  multiply: over(0x6c),
  shiftLeft: over(0x74),
  shiftRight: over(0x76),
  /** Zeros below the lowest one. */
  trailingZeros: over(0x68),
  isZero: over(0x45),
  isNotEqual: over(0x47),
  isLess: over(0x49),
  isMore: over(0x4b),
  /** The lower half of an i64. */
  lowOf: over(0xa7),
};

export const i64 = {
  of: (value: number): Code => [0x42, signed(value)],
  load: reading(0x29),
  store: writing(0x37),
  and: over(0x83),
  or: over(0x84),
  shiftLeft: over(0x86),
  shiftRight: over(0x88),
  trailingZeros: over(0x7a),
  ones: over(0x7b),
  /** An i32 without a sign. */
  from32: over(0xad),
};

/** 16 bytes, as lanes of what each name says. */
export const v128 = {
  load: reading(0xfd, 0x00),
  /** 8 bytes → 8 lanes of 16 bits. */
  load8BytesAs16: reading(0xfd, 0x02),
  /** The same of bytes with a sign. */
  load8SignedAs16: reading(0xfd, 0x01),
  /** 4 bytes → the same in each of 4 lanes. */
  load32Splat: reading(0xfd, 0x09),
  store: writing(0xfd, 0x0b),
  store32Lane: (lane: number, address: Code, value: Code): Code => [address, value, 0xfd, 0x5a, 0, 0, lane],
  bytes: (lanes: readonly number[]): Code => [0xfd, 0x0c, lanes],
  splat8: simd(0x0f),
  splat32: simd(0x11),
  isEqual8: simd(0x23),
  /** The highest bit of each of 16 bytes, as an i32. */
  bitmask8: simd(0x64),
  /** Which bytes of two vectors, 0..31. */
  shuffle: (first: Code, second: Code, lanes: readonly number[]): Code => [first, second, 0xfd, 0x0d, lanes],
  /** Bytes of the first by the numbers in the second; 0 for a number from 16 up. */
  swizzle: simd(0x0e),
  /** 8 bytes of two vectors of 4 x 32 bits, and so on: a lane beyond the range becomes its nearest end. */
  narrow32To16: simd(0x85),
  narrow16ToBytes: simd(0x66),
  add32: simd(0xae),
  shiftLeft32: simd(0xab),
  shiftRight32: simd(0xac),
  /** 8 x 16 bits of two vectors, with signs: the sums of two neighbouring products each. */
  dot16: simd(0xba),
};

export const control = {
  /** At least once, and again while `condition` is not 0. */
  repeatWhile: (condition: Code, ...body: Code[]): Code => [0x03, 0x40, body, condition, 0x0d, 0, 0x0b],
  when: (condition: Code, ...body: Code[]): Code => [condition, 0x04, 0x40, body, 0x0b],
  either: (condition: Code, then: Code, otherwise: Code): Code => [condition, 0x04, 0x40, then, 0x05, otherwise, 0x0b],
  /** `then` where the condition is not 0, else `otherwise`; both are worked out. */
  choose: (condition: Code, then: Code, otherwise: Code): Code => [then, otherwise, condition, 0x1b],
  /** Ends the function with this. */
  answer: (value: Code): Code => [value, 0x0f],
};

/** A variable of a function. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

export const advance = (local: Local, by: Code): Code => local.set(i32.add(local.get, by));

const types = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;

/** A function that is being written: its parameters, all i32, and what makes variables of it. */
export interface FunctionFrame<Name extends string> {
  readonly parameters: Readonly<Record<Name, Local>>;
  local(type: keyof typeof types): Local;
}

export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  readonly answers: boolean;
  readonly locals: readonly (keyof typeof types)[];
  readonly code: Code;
}

const written = <Name extends string>(name: string, parameterNames: readonly Name[], write: (frame: FunctionFrame<Name>) => Code, answers: boolean): WasmFunction => {
  const locals: (keyof typeof types)[] = [];
  const numbered = (index: number): Local => ({ get: [0x20, unsigned(index)], set: (value) => [value, 0x21, unsigned(index)] });
  const parameters = Object.fromEntries(parameterNames.map((each, index) => [each, numbered(index)])) as Record<Name, Local>;
  const local = (type: keyof typeof types): Local => numbered(parameterNames.length + locals.push(type) - 1);
  return { name, parameters: parameterNames.length, answers, code: write({ parameters, local }), locals };
};

/** A function that returns nothing. */
export const wasmFunction = <Name extends string>(name: string, parameterNames: readonly Name[], write: (frame: FunctionFrame<Name>) => Code): WasmFunction =>
  written(name, parameterNames, write, false);

/** A function that returns an i32, which its code leaves at its end. */
export const wasmAnswer = <Name extends string>(name: string, parameterNames: readonly Name[], write: (frame: FunctionFrame<Name>) => Code): WasmFunction =>
  written(name, parameterNames, write, true);

/** A module that exports these functions and is given its memory as `host.memory`. */
function moduleBytes(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const text = (value: string): Code => sized([...new TextEncoder().encode(value)]);
  const section = (id: number, code: Code): Code => [id, sized(code)];
  const bodies = functions.map(({ locals, code }) => sized([counted(locals.map((type) => [1, types[type]])), code, 0x0b]));
  return Uint8Array.from(
    bytesIn([
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, counted(functions.map(({ parameters, answers }) => [0x60, counted(Array.from({ length: parameters }, () => types.i32)), counted(answers ? [types.i32] : [])]))),
      section(2, counted([[text('host'), text('memory'), 2, 0, 1]])),
      section(3, counted(functions.map((_, index) => unsigned(index)))),
      section(7, counted(functions.map(({ name }, index) => [text(name), 0, unsigned(index)]))),
      section(10, counted(bodies)),
    ]),
  );
}

/** What is used of it here: Node's types do not have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** Of `Functions`' type, and what they read and write. */
export interface Program<Functions> {
  readonly functions: Functions;
  readonly memory: Uint8Array;
}

const pageBytes = 65_536;

/**
 * Compiles functions; what comes back opens them with a memory of their own, as often as it is called, `bytes` of it and what a page of 64 KiB still has.
 * @throws WebAssembly.CompileError (an Error) where the functions are no program, or this processor has no such instructions
 */
export function compileWasm<Functions>(functions: readonly WasmFunction[]): (bytes: number) => Program<Functions> {
  const compiled = new WebAssembly.Module(moduleBytes(functions));
  return (bytes) => {
    const pages = Math.ceil(bytes / pageBytes);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { exports } = new WebAssembly.Instance(compiled, { host: { memory } });
    return { functions: exports as Functions, memory: new Uint8Array(memory.buffer) };
  };
}
