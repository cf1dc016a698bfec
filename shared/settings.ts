import { z } from 'zod';

/** Something that whoever runs a server may set by an environment variable. */
export type Setting = {
  schema: z.ZodType;
  fallback?: string;
  /** What the help says instead of the fallback. */
  shown?: string;
  help: string;
};
export type Settings = Record<string, Setting>;

/** What was set, by name; undefined where it was not and there is no fallback. */
export type Values<S extends Settings> = {
  [Name in keyof S]: S[Name] extends { fallback: string }
    ? z.output<S[Name]['schema']>
    : z.output<S[Name]['schema']> | undefined;
};

export const address = (protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be an address starting with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });
/** An address without a slash at its end. */
export const web = address(['http:', 'https:']).transform((text) => text.replace(/\/+$/, ''));
export const onOff = z
  .enum(['on', 'off'], { error: 'must be "on" or "off"' })
  .transform((text) => text === 'on');
