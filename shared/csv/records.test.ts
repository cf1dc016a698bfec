import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DELIMITERS, readRecords } from './records.ts';
import { writeCsv } from './testing.ts';

test('a record starts on its physical line, whatever stands in quotation marks above it', () => {
  const text = 'a,b\r\n"x\n\ny",2\n\n  ,\n3,4\r5,"6\r\n7"\r\n8,9';
  expect(readRecords(text, ',').records).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['x\n\ny', '2'] },
    { line: 7, cells: ['3', '4'] },
    { line: 8, cells: ['5', '6\r\n7'] },
    { line: 10, cells: ['8', '9'] },
  ]);
});

test.each([
  ['a quotation mark that is never closed', 'a,b\n1,2\n3,"x\n4,5\n', 'quote_not_closed', 3, 2],
  ['text after a closing mark', 'a,b\n"1\n2","3"x\n', 'quote_misplaced', 2, 2],
  ['a mark inside a bare cell', 'a,b\n1,2\n5" screen,3\n', 'quote_misplaced', 3, 1],
])('%s is reported with line and column', (_, text, code, line, column) => {
  expect(readRecords(text, ',').fault).toEqual({ code, line, column });
});

test('whatever a CSV writer wrote comes back equal, with its lines', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\ufeff\ud800-\udfff]/g, '')),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('=1+1', '"', '""', ',', ';', '\t', '|', 'a\nb', '\r\n', '\r', ' x ', 'é', '👩🏽‍🚀'),
  );
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }));
  const options = fc.record({
    delimiter: fc.constantFrom(...DELIMITERS),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    quoteAll: fc.boolean(),
  });
  fc.assert(
    fc.property(table, options, (rows, { delimiter, ...how }) => {
      const full = rows.filter((cells) => cells.some((text) => text.trim() !== ''));
      const { records, fault } = readRecords(writeCsv(rows, { delimiter, ...how }), delimiter);
      expect(fault).toBeNull();
      expect(records.map((record) => record.cells)).toEqual(full);
      let line = 1;
      const starts = rows.map((cells) => {
        const start = line;
        line += 1 + cells.join(' ').split(/\r\n|\r|\n/).length - 1;
        return start;
      });
      expect(records.map((record) => record.line)).toEqual(
        starts.filter((_, i) => full.includes(rows[i] ?? [])),
      );
    }),
    { numRuns: 500 },
  );
});
