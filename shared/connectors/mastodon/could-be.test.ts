import { expect, it } from 'vitest';
import { couldBe } from './could-be.ts';

const sent = 'Rye & <wheat> for @anna@oven.example, **warm**: https://bread.example/rye?a=1 #baking 🍞';
const shown = `<p>Rye &amp; &lt;wheat&gt; for <span class="h-card"><a href="https://oven.example/@anna" class="u-url mention">@<span>anna</span></a></span>, <strong>warm</strong>: <a href="https://bread.example/rye?a=1"><span class="invisible">https://</span><span>bread.example/rye?a=1</span></a> <a href="https://oven.example/tags/baking" class="mention hashtag">#<span>baking</span></a> 🍞</p>`;

it('takes what was sent for itself, whatever an instance makes of names, links and marks', () => {
  expect(couldBe(shown, sent)).toBe(true);
  expect(couldBe('<p>Rye</p><p>and<br>wheat</p>', 'Rye\n\nand\nwheat')).toBe(true);
  expect(couldBe('<p>Cafe\u0301 am Hafen</p>', 'Café am Hafen')).toBe(true);
  expect(couldBe('<p>🍞🍞</p>', '🍞')).toBe(true);
  expect(couldBe('<p>@visitor@far.example It is.</p>', 'It is.')).toBe(true);
});

it('knows another status by its letters', () => {
  expect(couldBe(shown, 'Rye & <wheat> for @anna@oven.example, cold: https://bread.example #baking')).toBe(
    false,
  );
  expect(couldBe('<p>Said on the phone</p>', 'Under the pile')).toBe(false);
  expect(couldBe('<p>Monday the 23rd</p>', 'Monday the 24th')).toBe(false);
});
