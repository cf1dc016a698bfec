import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import config from '../tests/e2e/playwright.config.ts';

/** `node scripts/demo-pictures.ts`: draws main/demo/pictures, the library of the example brand, anew. */

type Picture = { width: number; height: number; draw: string };
const C = {
  cream: '#f6ead7',
  paper: '#fbf5ea',
  gold: '#e3a552',
  crust: '#b8692e',
  dark: '#7c3f1d',
  teal: '#1f4a52',
  sea: '#2f7480',
  foam: '#9cc7c4',
  red: '#c8402f',
  olive: '#6b7440',
  leaf: '#48592f',
  night: '#16243a',
  wood: '#c99a66',
  ink: '#2b2320',
};

/** The same dots on every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
const times = (count: number, draw: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => draw(index)).join('');
const rect = (x: number, y: number, w: number, h: number, fill: string, more = '') =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}" ${more}/>`;
const oval = (x: number, y: number, rx: number, ry: number, fill: string, more = '') =>
  `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}" ${more}/>`;
const path = (d: string, fill: string, more = '') => `<path d="${d}" fill="${fill}" ${more}/>`;
const line = (d: string, stroke: string, width: number, more = '') =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
const group = (at: string, ...parts: string[]) => `<g transform="${at}">${parts.join('')}</g>`;
/** Cut from paper and laid on what is below. */
const cut = (...parts: string[]) => `<g filter="url(#lift)">${parts.join('')}</g>`;
const fade = (id: string, from: string, to: string, angle = 90) =>
  `<linearGradient id="${id}" gradientTransform="rotate(${angle})"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`;
const dust = (count: number, seed: number, box: [number, number, number, number], fill: string, most = 5) => {
  const next = dice(seed);
  const [x, y, w, h] = box;
  return times(count, () =>
    oval(
      x + next() * w,
      y + next() * h,
      1 + next() * most,
      1 + next() * most,
      fill,
      `opacity="${0.3 + next() * 0.6}"`,
    ),
  );
};
const weave = (w: number, h: number, step: number, color: string, opacity: number) =>
  times(Math.ceil(w / step), (n) => rect(n * step, 0, step / 2, h, color, `opacity="${opacity}"`)) +
  times(Math.ceil(h / step), (n) => rect(0, n * step, w, step / 2, color, `opacity="${opacity}"`));
const sprig = (at: string, color: string) =>
  group(
    at,
    line('M0 0 C40 -60 60 -150 50 -250', color, 7),
    times(11, (n) => {
      const y = -25 - n * 21;
      const x = 18 + n * 3.4;
      return line(`M${x} ${y} q${n % 2 ? 34 : -34} -12 ${n % 2 ? 48 : -48} -34`, color, 9);
    }),
  );

function rye(): string {
  return [
    rect(0, 0, 1200, 1200, C.teal),
    dust(60, 3, [60, 820, 1080, 340], C.cream, 4),
    cut(rect(130, 240, 940, 760, C.wood, 'rx="60"'), oval(980, 330, 28, 28, C.teal)),
    times(7, (n) =>
      line(`M170 ${330 + n * 95} q220 ${n % 2 ? 30 : -26} 440 4 t420 -6`, '#a97843', 4, 'opacity=".55"'),
    ),
    cut(
      oval(600, 610, 350, 300, C.dark),
      oval(600, 596, 336, 282, 'url(#crust)'),
      oval(560, 530, 210, 130, '#e9b36a', 'opacity=".35"'),
    ),
    line('M600 360 C560 500 570 700 600 850', C.cream, 15),
    times(5, (n) => {
      const y = 460 + n * 82;
      const reach = 190 - Math.abs(n - 2) * 26;
      return (
        line(
          `M588 ${y} C${560 - reach / 3} ${y - 34} ${590 - reach} ${y - 40} ${600 - reach} ${y - 70}`,
          C.cream,
          13,
        ) +
        line(
          `M592 ${y} C${630 + reach / 3} ${y - 34} ${610 + reach} ${y - 40} ${600 + reach} ${y - 70}`,
          C.cream,
          13,
        )
      );
    }),
    dust(170, 11, [330, 370, 540, 440], '#fff7e6', 5),
  ].join('');
}

function buns(): string {
  const next = dice(5);
  const bun = (x: number, y: number, turn: number) =>
    cut(
      group(
        `translate(${x} ${y}) rotate(${turn})`,
        oval(0, 0, 138, 132, C.dark),
        oval(0, -5, 130, 122, C.crust),
        line(
          'M-96 20 C-70 -88 66 -94 92 -8 C104 70 -34 92 -52 22 C-62 -38 34 -50 40 4 C40 34 0 34 -4 12',
          C.gold,
          33,
        ),
        line(
          'M-96 20 C-70 -88 66 -94 92 -8 C104 70 -34 92 -52 22 C-62 -38 34 -50 40 4',
          C.dark,
          6,
          'opacity=".55"',
        ),
        times(16, () =>
          rect(
            -80 + next() * 160,
            -80 + next() * 150,
            11,
            11,
            C.paper,
            `rx="3" transform="rotate(${next() * 90})"`,
          ),
        ),
      ),
    );
  return [
    rect(0, 0, 1200, 1200, '#d9b99b'),
    weave(1200, 1200, 60, '#c59f7d', 0.25),
    cut(rect(90, 90, 1020, 1020, '#39434a', 'rx="52"'), rect(128, 128, 944, 944, C.paper, 'rx="22"')),
    times(9, (n) => bun(290 + (n % 3) * 310, 290 + Math.floor(n / 3) * 310, n * 47)),
  ].join('');
}

function harbour(): string {
  const boat = (x: number, y: number, size: number, hull: string) =>
    group(
      `translate(${x} ${y}) scale(${size})`,
      path('M-120 52 q120 60 240 0 l-20 30 q-100 30 -200 0z', hull, 'opacity=".28"'),
      cut(
        path('M-130 0 L130 0 L92 52 L-98 52z', hull),
        rect(-50, -52, 84, 52, C.paper, 'rx="6"'),
        rect(-36, -40, 24, 20, C.teal),
        rect(-2, -40, 24, 20, C.teal),
        line('M-86 0 L-86 -150', C.ink, 7),
        path('M-80 -146 L-80 -66 L-8 -66z', '#f3d9b5'),
      ),
    );
  return [
    rect(0, 0, 1600, 1000, 'url(#dawn)'),
    oval(1080, 470, 118, 118, '#fff0cf'),
    oval(1080, 470, 190, 190, '#ffe9b8', 'opacity=".35"'),
    path('M0 520 C220 390 420 430 620 500 S1050 420 1600 520 V620 H0z', '#a88a92'),
    path('M0 566 C300 480 520 560 800 540 S1300 500 1600 570 V660 H0z', '#7b6f80'),
    rect(0, 590, 1600, 410, C.sea),
    times(9, (n) =>
      path(
        `M0 ${616 + n * 44} q100 ${n % 2 ? 22 : -22} 200 0 t200 0 t200 0 t200 0 t200 0 t200 0 t200 0 t200 0 V${628 + n * 44} H0z`,
        '#ffffff',
        `opacity="${0.05 + n * 0.012}"`,
      ),
    ),
    times(12, (n) =>
      rect(1080 - 95 + n * 5, 604 + n * 26, 190 - n * 10, 8, '#ffe9b8', `opacity="${0.7 - n * 0.05}" rx="4"`),
    ),
    cut(
      path('M0 700 L330 640 L420 720 L360 1000 L0 1000z', '#4b4148'),
      path('M0 700 L330 640 L352 662 L0 740z', '#6a5b60'),
    ),
    cut(
      path('M150 660 L176 300 L264 300 L290 660z', C.paper),
      path('M158 560 L164 470 L276 470 L282 560z', C.red),
      path('M170 386 L174 330 L266 330 L270 386z', C.red),
      rect(160, 286, 120, 18, C.ink),
      rect(186, 226, 68, 60, '#ffe9b8'),
      path('M172 226 L220 180 L268 226z', C.red),
    ),
    boat(680, 700, 1, C.red),
    boat(1250, 790, 1.3, C.teal),
    boat(960, 640, 0.5, C.ink),
    times(5, (n) => line(`M${620 + n * 130} ${170 + ((n * 67) % 110)} q22 -26 44 0 q22 -26 44 0`, C.ink, 5)),
  ].join('');
}

function starter(): string {
  const next = dice(21);
  return [
    rect(0, 0, 1200, 1200, '#e0b25a'),
    path('M0 0 H1200 V300 Q600 420 0 300z', '#d7a446', 'opacity=".6"'),
    rect(0, 930, 1200, 270, '#8a5a35'),
    rect(0, 930, 1200, 26, '#a5713f'),
    cut(
      path('M820 930 L800 520 Q920 470 1060 520 L1080 930z', C.cream),
      path('M806 640 H1070 L1074 760 H808z', C.red),
      line('M936 676 v56 M912 690 q24 18 48 0 M912 714 q24 18 48 0', C.cream, 9),
    ),
    cut(
      rect(300, 330, 440, 610, '#eef3ee', 'rx="70" opacity=".94"'),
      rect(300, 330, 440, 610, 'none', 'rx="70" stroke="#ffffff" stroke-width="12"'),
    ),
    path('M318 560 q54 -46 106 -6 t106 -2 t106 4 t86 -4 V860 q0 62 -62 62 H380 q-62 0 -62 -62z', '#ecd7ab'),
    times(46, () => {
      const size = 6 + next() * 22;
      return oval(
        350 + next() * 340,
        620 + next() * 270,
        size,
        size * 0.9,
        next() > 0.5 ? '#f8ecd0' : '#d3b67c',
        'opacity=".8"',
      );
    }),
    rect(306, 606, 428, 12, C.red, 'opacity=".85"'),
    cut(
      path(
        'M270 330 Q300 210 420 236 Q520 170 630 236 Q750 214 772 330 Q700 372 640 344 Q520 386 410 344 Q340 374 270 330z',
        '#c7d5d3',
      ),
      times(6, (n) => line(`M${330 + n * 78} 250 q${n % 2 ? 14 : -14} 46 0 88`, '#9fb5b3', 6)),
    ),
    line('M296 344 Q520 398 746 342', C.crust, 12),
    rect(352, 420, 26, 380, '#ffffff', 'rx="13" opacity=".55"'),
    group(
      'translate(150 930) rotate(-14)',
      cut(
        rect(-16, -420, 32, 330, C.wood, 'rx="16"'),
        oval(0, -450, 62, 84, C.wood),
        oval(0, -450, 40, 60, '#b5834f'),
      ),
    ),
  ].join('');
}

function shop(): string {
  const loaf = (x: number, y: number, color: string) =>
    oval(x, y, 40, 26, C.dark) +
    oval(x, y - 4, 37, 23, color) +
    line(`M${x - 14} ${y - 14} l8 16 M${x + 4} ${y - 16} l8 16`, C.cream, 4);
  return [
    rect(0, 0, 1200, 1500, '#f0d9bd'),
    times(14, (n) =>
      times(9, (m) => rect(m * 150 - (n % 2) * 75, n * 64, 144, 58, '#e7cba9', 'rx="4" opacity=".55"')),
    ),
    rect(0, 1240, 1200, 260, '#8d8580'),
    times(4, (n) =>
      times(10, (m) => rect(m * 132 - (n % 2) * 66, 1252 + n * 64, 124, 54, '#a39a93', 'rx="16"')),
    ),
    cut(rect(96, 330, 1008, 920, '#24525c', 'rx="10"')),
    cut(rect(150, 470, 560, 560, '#ffe6b3', 'rx="8"')),
    times(3, (n) => rect(170, 620 + n * 170, 520, 16, '#8a5a35')),
    times(4, (n) => loaf(240 + n * 126, 594, n % 2 ? C.crust : C.gold)),
    times(4, (n) => loaf(232 + n * 130, 764, n % 2 ? C.gold : '#9c5a2a')),
    times(
      5,
      (n) =>
        oval(222 + n * 104, 930, 38, 34, C.crust) +
        oval(222 + n * 104, 924, 34, 28, C.gold) +
        line(`M${204 + n * 104} 928 q18 -26 36 0`, C.dark, 4),
    ),
    rect(426, 470, 10, 560, '#1a3d45'),
    rect(150, 1030, 560, 150, '#1a3d45', 'rx="8"'),
    cut(rect(770, 470, 280, 780, '#1a3d45', 'rx="8"'), rect(806, 510, 208, 420, '#ffe6b3', 'rx="6"')),
    oval(1002, 1000, 16, 16, C.gold),
    line('M860 640 q50 -60 100 0 q-8 70 -50 74 q-42 -4 -50 -74z', C.crust, 8),
    cut(
      times(9, (n) =>
        path(`M${60 + n * 120} 330 h120 l${n < 4 ? -8 : 8} 170 q-56 50 -112 0z`, n % 2 ? C.paper : '#3f7fa6'),
      ),
    ),
    cut(rect(50, 292, 1100, 50, '#2d6486', 'rx="10"')),
    cut(rect(330, 130, 540, 120, C.paper, 'rx="60"')),
    line('M420 190 q40 -40 80 0 t80 0 t80 0 t80 0', C.crust, 13),
    cut(
      rect(70, 1150, 150, 130, C.crust, 'rx="14"'),
      oval(110, 1120, 70, 76, C.leaf),
      oval(176, 1108, 64, 84, C.olive),
    ),
    cut(
      rect(420, 1120, 330, 22, C.wood, 'rx="8"'),
      rect(446, 1140, 20, 130, C.wood),
      rect(704, 1140, 20, 130, C.wood),
    ),
    cut(path('M60 250 V160 H40 V150 H130 V160 H110 V250z', C.ink), oval(85, 130, 40, 40, '#ffe6b3')),
  ].join('');
}

function olives(): string {
  const next = dice(8);
  const slice = (n: number) =>
    cut(
      group(
        `translate(${330 + n * 92} ${470 + n * 62}) rotate(${-18 + n * 3})`,
        path('M-190 150 Q-236 -150 0 -190 Q236 -150 190 150 Q0 206 -190 150z', C.crust),
        path('M-166 134 Q-204 -128 0 -164 Q204 -128 166 134 Q0 180 -166 134z', '#f1ddb4'),
        times(9, () => {
          const [x, y] = [-120 + next() * 240, -100 + next() * 210];
          return oval(x, y, 26, 20, C.leaf) + oval(x + 3, y + 2, 9, 7, '#f1ddb4');
        }),
        times(26, () =>
          oval(-130 + next() * 260, -120 + next() * 230, 3 + next() * 7, 3 + next() * 5, '#dcc28d'),
        ),
      ),
    );
  return [
    rect(0, 0, 1200, 1200, '#b9bf9a'),
    times(10, (n) => rect(n * 130, 0, 26, 1200, '#a8af86', 'opacity=".7"')),
    cut(group('rotate(-12 600 600)', rect(60, 210, 960, 800, '#a7763f', 'rx="44"'))),
    times(5, slice),
    cut(oval(960, 270, 190, 190, '#f3ecdc'), oval(960, 270, 158, 158, '#dcd2bb')),
    times(17, (n) => {
      const [angle, far] = [n * 2.4, 18 + Math.sqrt(n) * 29];
      const [x, y] = [960 + Math.cos(angle) * far, 270 + Math.sin(angle) * far];
      return (
        oval(x, y, 33, 27, n % 4 ? '#67763a' : '#3f3a4a') +
        oval(x - 9, y - 8, 8, 6, '#ffffff', 'opacity=".45"')
      );
    }),
    sprig('translate(190 1130) rotate(18)', C.leaf),
    sprig('translate(300 1150) rotate(46) scale(.8)', '#596b38'),
  ].join('');
}

function van(): string {
  return [
    rect(0, 0, 1600, 1000, '#cfe0dc'),
    times(5, (n) =>
      group(
        `translate(${140 + n * 330} ${120 + ((n * 83) % 140)})`,
        oval(0, 0, 90, 34, '#ffffff'),
        oval(60, -22, 70, 40, '#ffffff'),
        oval(-60, -12, 56, 28, '#ffffff'),
      ),
    ),
    path('M0 430 C400 330 700 420 1000 380 S1400 360 1600 400 V560 H0z', '#8fae9c'),
    rect(0, 470, 1600, 300, C.sea),
    times(6, (n) => rect(0, 500 + n * 40, 1600, 7, '#ffffff', `opacity="${0.1 + n * 0.02}"`)),
    cut(
      path('M620 560 L1560 560 L1500 690 L700 690z', C.red),
      rect(720, 440, 700, 120, C.paper, 'rx="14"'),
      rect(860, 350, 420, 96, C.paper, 'rx="14"'),
      rect(1110, 240, 90, 116, C.teal),
      rect(1110, 262, 90, 22, C.red),
      times(9, (n) => oval(780 + n * 72, 500, 21, 21, C.teal)),
      times(6, (n) => rect(890 + n * 64, 378, 42, 36, C.foam, 'rx="6"')),
      rect(640, 572, 880, 12, C.paper),
    ),
    rect(0, 740, 1600, 260, '#9a8f86'),
    rect(0, 740, 1600, 22, '#b8ada3'),
    times(5, (n) => cut(rect(80 + n * 380, 690, 44, 70, C.ink, 'rx="12"'))),
    oval(470, 912, 360, 26, '#000000', 'opacity=".2"'),
    cut(
      path(
        'M150 560 Q150 520 190 520 H560 Q600 520 622 556 L690 660 L764 690 Q784 700 784 730 V860 H150z',
        C.cream,
      ),
      path('M150 720 H784 V860 H150z', C.teal),
      path('M512 560 H586 L644 656 H512z', C.foam),
      rect(250, 570, 190, 110, C.paper, 'rx="18"'),
    ),
    oval(345, 628, 66, 36, C.crust),
    line('M310 612 l16 28 M338 606 l16 32 M366 608 l14 28', C.cream, 7),
    oval(758, 770, 22, 22, '#ffe6b3'),
    times(2, (n) =>
      cut(oval(270 + n * 390, 866, 66, 66, C.ink), oval(270 + n * 390, 866, 30, 30, '#c9c2b8')),
    ),
    line('M500 720 h44', C.ink, 9),
  ].join('');
}

function tart(): string {
  const next = dice(14);
  return [
    rect(0, 0, 1200, 1200, '#5a2f42'),
    weave(1200, 1200, 90, '#4c2637', 0.5),
    cut(oval(600, 600, 500, 500, C.paper), oval(600, 600, 452, 452, '#ece0cd')),
    cut(
      times(44, (n) =>
        oval(600 + Math.cos(n * 0.1428) * 378, 600 + Math.sin(n * 0.1428) * 378, 34, 34, C.crust),
      ),
      oval(600, 600, 378, 378, C.gold),
    ),
    oval(600, 600, 346, 346, '#d58f3f'),
    times(12, (n) =>
      cut(
        group(
          `translate(600 600) rotate(${n * 30})`,
          path(
            'M0 -66 C60 -110 96 -210 58 -290 C36 -336 -36 -336 -58 -290 C-96 -210 -60 -110 0 -66z',
            n % 2 ? '#f1d58c' : '#ecc877',
          ),
          line('M0 -120 C12 -180 12 -240 0 -296', '#c98f3b', 6),
          line('M-30 -150 C-40 -200 -38 -240 -26 -280 M30 -150 C40 -200 38 -240 26 -280', '#dcae57', 4),
        ),
      ),
    ),
    cut(oval(600, 600, 62, 62, '#f1d58c')),
    times(54, () => {
      const [angle, far] = [next() * 6.28, 60 + next() * 270];
      return group(
        `translate(${600 + Math.cos(angle) * far} ${600 + Math.sin(angle) * far}) rotate(${next() * 180})`,
        oval(0, 0, 19, 9, '#fff3da', 'stroke="#c98f3b" stroke-width="2"'),
      );
    }),
    cut(
      group(
        'translate(1120 700) rotate(8)',
        rect(-13, 0, 26, 380, '#d9d4cb', 'rx="13"'),
        path(
          'M-44 -150 h16 v110 h12 v-110 h32 v110 h12 v-110 h16 v140 q-6 40 -44 44 q-38 -4 -44 -44z',
          '#d9d4cb',
        ),
      ),
    ),
  ].join('');
}

function quay(): string {
  const walls = ['#8c3f34', '#c28a4a', '#3f5a63', '#a8673f', '#5d4a5e', '#7f7a52', '#94503f'];
  const house = (n: number) => {
    const [x, high] = [n * 230 - 20, 300 + ((n * 97) % 130)];
    const windows = times(6, (m) =>
      rect(
        x + 44 + (m % 2) * 88,
        720 - high + 66 + Math.floor(m / 2) * 98,
        46,
        58,
        (n * 5 + m * 3) % 4 ? '#ffd98a' : '#1d2c44',
        'rx="5"',
      ),
    );
    return (
      cut(
        path(
          `M${x} 720 V${720 - high} L${x + 112} ${620 - high} L${x + 224} ${720 - high} V720z`,
          walls[n % walls.length] ?? C.crust,
        ),
      ) + windows
    );
  };
  const bulbs = (y: number, sag: number) =>
    times(17, (n) => {
      const at = n / 16;
      const [x, drop] = [at * 1600, y + sag * 4 * at * (1 - at)];
      return oval(x, drop + 18, 44, 44, '#ffd98a', 'opacity=".16"') + oval(x, drop + 18, 11, 14, '#ffeec2');
    });
  return [
    rect(0, 0, 1600, 1000, 'url(#dusk)'),
    dust(70, 9, [0, 0, 1600, 330], '#ffffff', 1.6),
    oval(1330, 140, 62, 62, '#f7ecd0'),
    oval(1306, 126, 56, 56, '#22365a'),
    times(7, house),
    rect(0, 716, 1600, 34, '#3a3234'),
    rect(0, 750, 1600, 250, '#14233a'),
    times(40, (n) =>
      rect(
        (n * 173) % 1600,
        764 + ((n * 59) % 220),
        60 + ((n * 31) % 90),
        7,
        n % 3 ? '#ffd98a' : '#c2603f',
        `rx="3" opacity="${0.5 - ((n * 59) % 220) / 520}"`,
      ),
    ),
    line('M0 150 Q800 350 1600 150', '#0d1728', 4),
    bulbs(150, 100 / 2),
    line('M0 60 Q800 300 1600 60', '#0d1728', 4),
    bulbs(60, 120 / 2),
    cut(
      path('M960 820 L1300 820 L1250 884 L1004 884z', C.red),
      line('M1110 820 V610', '#0d1728', 9),
      line('M1110 620 L1270 806', '#0d1728', 4),
    ),
  ].join('');
}

function plait(): string {
  const part = (n: number) => {
    const left = n % 2 === 0;
    return cut(
      group(
        `translate(${600 + (left ? -66 : 66)} ${250 + n * 66}) rotate(${left ? 38 : -38})`,
        oval(0, 0, 168 - Math.abs(n - 5) * 9, 74, C.dark),
        oval(0, -5, 160 - Math.abs(n - 5) * 9, 66, C.crust),
        oval(-14, -20, 104, 26, C.gold, 'opacity=".85"'),
        oval(-34, -28, 50, 9, '#fbe3b0', 'opacity=".9"'),
      ),
    );
  };
  const next = dice(31);
  return [
    rect(0, 0, 1200, 1200, '#d98d7c'),
    cut(
      group(
        'rotate(-9 600 600)',
        rect(150, 40, 900, 1120, C.paper),
        times(12, (n) => rect(150 + n * 76, 40, 30, 1120, '#7fa6b5', 'opacity=".35"')),
        times(15, (n) => rect(150, 40 + n * 76, 900, 30, '#7fa6b5', 'opacity=".35"')),
      ),
    ),
    group('rotate(16 600 600)', times(11, part)),
    times(120, () => {
      const [x, y] = [430 + next() * 340, 240 + next() * 720];
      return group(`translate(${x} ${y}) rotate(${next() * 180})`, oval(0, 0, 8, 5, '#fff6df'));
    }),
    dust(60, 17, [120, 900, 980, 240], '#fff6df', 5),
  ].join('');
}

function stollen(): string {
  return [
    rect(0, 0, 1200, 1200, '#23402f'),
    sprig('translate(160 420) rotate(-40) scale(1.1)', '#5f8a5a'),
    sprig('translate(1050 1120) rotate(-60) scale(1.2)', '#5f8a5a'),
    sprig('translate(1110 360) rotate(20)', '#4f7a50'),
    cut(rect(110, 430, 980, 560, '#d9cdb8', 'rx="280"')),
    cut(
      path(
        'M200 690 Q200 470 470 460 H820 Q1010 470 1010 670 Q1010 850 820 870 H420 Q210 866 200 690z',
        C.crust,
      ),
    ),
    path(
      'M206 680 Q210 480 470 466 H820 Q1000 476 1004 650 Q900 560 790 610 Q600 540 460 640 Q320 600 206 680z',
      '#fffaf0',
    ),
    line('M300 720 Q560 640 940 700', '#8a4f24', 9, 'opacity=".5"'),
    dust(260, 4, [200, 470, 800, 370], '#ffffff', 7),
    cut(
      path('M250 860 Q200 640 360 590 Q520 640 476 860 Q364 900 250 860z', C.crust),
      path('M272 846 Q230 660 362 614 Q496 660 456 846 Q364 876 272 846z', '#f0d6a2'),
    ),
    times(16, (n) =>
      oval(300 + ((n * 61) % 130), 668 + ((n * 47) % 170), 12, 9, n % 3 ? '#7a2f2c' : '#e59a34'),
    ),
    oval(364, 752, 44, 36, '#f8efd9'),
    cut(
      oval(880, 250, 128, 128, '#e58a2b'),
      oval(880, 250, 112, 112, '#f7d9a6'),
      times(8, (n) =>
        group(`translate(880 250) rotate(${n * 45})`, path('M0 -10 L34 -86 Q0 -108 -34 -86z', '#ef9f3f')),
      ),
    ),
    dust(80, 6, [60, 1000, 1080, 170], '#ffffff', 5),
  ].join('');
}

const PICTURES: Record<string, Picture> = {
  'rye-on-the-board': { width: 1200, height: 1200, draw: rye() },
  'cardamom-buns': { width: 1200, height: 1200, draw: buns() },
  'harbour-at-six': { width: 1600, height: 1000, draw: harbour() },
  'the-starter': { width: 1200, height: 1200, draw: starter() },
  'the-shop': { width: 1200, height: 1500, draw: shop() },
  'olive-bread': { width: 1200, height: 1200, draw: olives() },
  'van-and-ferry': { width: 1600, height: 1000, draw: van() },
  'pear-tart': { width: 1200, height: 1200, draw: tart() },
  'lights-on-the-quay': { width: 1600, height: 1000, draw: quay() },
  'saturday-plait': { width: 1200, height: 1200, draw: plait() },
  'first-stollen': { width: 1200, height: 1200, draw: stollen() },
};

const DEFS = `<defs>
  ${fade('dawn', '#f4a98a', '#ffe3a8')}${fade('dusk', '#1b2c4d', '#5c4a6b')}${fade('crust', '#d08a45', '#8f4d22')}
  <filter id="lift" x="-20%" y="-20%" width="140%" height="150%"><feDropShadow dx="0" dy="9" stdDeviation="9" flood-color="#1a0f08" flood-opacity=".32"/></filter>
  <filter id="grain"><feTurbulence type="fractalNoise" baseFrequency=".7" numOctaves="2" seed="4"/><feColorMatrix values="0 0 0 0 .2  0 0 0 0 .15  0 0 0 0 .1  0 0 0 .16 -.02"/></filter>
</defs>`;

const folder = resolve(import.meta.dirname, '..', 'main', 'demo', 'pictures');
const browser = await chromium.launch(config.use?.launchOptions ?? {});
const page = await browser.newPage();
for (const [name, { width, height, draw }] of Object.entries(PICTURES)) {
  await page.setViewportSize({ width, height });
  await page.setContent(
    `<body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" style="display:block">${DEFS}${draw}${rect(0, 0, width, height, '#fff', 'filter="url(#grain)" opacity=".5"')}</svg>`,
  );
  await page.screenshot({ path: join(folder, `${name}.jpg`), type: 'jpeg', quality: 78 });
}
await browser.close();
for (const name of await readdir(folder)) console.log(name, (await stat(join(folder, name))).size);
