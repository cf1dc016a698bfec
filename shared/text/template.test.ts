import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate, variablesOf } from './template.ts';

describe('caption templates', () => {
  it('name each variable once, in order, however it is written', () => {
    expect(variablesOf('{{Brand}} on {{ day of  week }}: {{brand}} and {{who}}')).toEqual([
      'brand',
      'day of week',
      'who',
    ]);
    expect(variablesOf('{{}} {{ }} {x} {{two\nlines}} {{{deep}}}')).toEqual(['deep']);
  });

  it('are filled in, and show what is missing', () => {
    expect(fillTemplate('{{ Brand }}: {{what}}!', { brand: 'Harbour Bakery' })).toBe(
      'Harbour Bakery: {{what}}!',
    );
    expect(fillTemplate('{{price}}', { price: '$& and $1' })).toBe('$& and $1');
    expect(fillTemplate('{{constructor}}', {})).toBe('{{constructor}}');
  });

  it('never read a value as a template again', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, value) => {
        const text = before.replaceAll('{', '');
        expect(fillTemplate(`${text}{{a}}`, { a: value, b: 'no' })).toBe(`${text}${value}`);
      }),
      { numRuns: 300 },
    );
    expect(fillTemplate('{{a}}', { a: '{{b}}', b: 'no' })).toBe('{{b}}');
  });
});
