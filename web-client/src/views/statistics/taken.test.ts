import { expect, test } from 'vitest';
import { csvOf, svgOf } from './taken';

const bars = [
  { name: 'Bürger & <Amt>', value: 4, words: '(3 Video)' },
  { name: '=HYPERLINK("x")', value: 2 },
];

test('a picture stands by itself, whatever a department is called', () => {
  const svg = new DOMParser().parseFromString(svgOf('Nach Amt', bars, String), 'image/svg+xml');
  expect(svg.querySelector('parsererror')).toBeNull();
  expect([...svg.querySelectorAll('text')].map(({ textContent }) => textContent)).toEqual(['Nach Amt', 'Bürger & <Amt> · 4 · (3 Video)', '=HYPERLINK("x") · 2']);
  expect([...svg.querySelectorAll('rect')].slice(1).map((bar) => bar.getAttribute('width'))).toEqual(['608', '304']);
});

test('the rows of the table open in a spreadsheet, and no name becomes a formula', () => {
  expect(csvOf('Nach Amt', bars)).toBe('\uFEFF"";"Nach Amt";""\r\n"Bürger & <Amt>";"4";"(3 Video)"\r\n"\'=HYPERLINK(""x"")";"2";""\r\n');
});
