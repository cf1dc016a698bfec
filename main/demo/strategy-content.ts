import type { PartRole } from '../../shared/kinds/index.ts';
import type { Channel, Pillar } from './demo-content.ts';

/** What the example brand knows about itself: profile, style, hooks, offers, templates, journal, what repeats. */

export const PROFILE = {
  one_liner: 'Bread that takes its time, three steps from the ferry.',
  audience:
    'Islanders who come every day and want it warm. Weekend guests who want to take something home. Café owners who need forty rolls at seven, not at ten past.',
  differentiators:
    'Forty hours of dough, one wood-fired oven, no additives. We deliver to eight cafés before breakfast, by a van everybody waves at.',
  pain_points:
    'Good bread is far away on an island. Supermarket bread is stale by evening. Nobody answers what is in it.',
  opportunities:
    'Guests who order ahead for the ferry home. Baking courses in the quiet months. Stollen by post.',
  price: 'Loaves 4.20 to 6.80, buns from 1.90. Not the cheapest; the last slice is as good as the first.',
  voice:
    'We talk as we do over the counter: short, warm, a little dry. We say what a thing is and when it is ready. We never sell.',
  personality: 'Up early, floury to the elbows, curious, on first-name terms with the weather.',
  brand_values:
    'Time instead of tricks. Neighbours first. Nothing edible is thrown away: what is left at six goes to the crew.',
  topics: 'What comes out of the oven today. How it is made. Who makes it. What happens on the quay.',
  competitors:
    'The supermarket by the bridge (opens earlier). The café with the view (better coffee, bought-in cake).',
  goal: 'By spring: sixty orders ahead each weekend, and a second apprentice.',
  region: 'The island and the towns along the ferry line',
  website: 'https://harbourbakery.example',
  palette: [
    { name: 'Crust', hex: '#b8692e' },
    { name: 'Flour', hex: '#f6ead7' },
    { name: 'Harbour', hex: '#1f4a52' },
    { name: 'Awning', hex: '#3f7fa6' },
    { name: 'Buoy', hex: '#c8402f' },
  ],
};

export const STYLE_RULES: { stance: 'do' | 'dont'; text: string; example: string }[] = [
  {
    stance: 'do',
    text: 'Say the day and the hour when something comes out of the oven.',
    example: 'Warm at half past seven and again at three.',
  },
  { stance: 'do', text: 'Name the person who made it.', example: 'Jonas shaped every one of these.' },
  {
    stance: 'do',
    text: 'End with something people can do: ring, come, ask.',
    example: 'Ring before ten and we keep one back.',
  },
  {
    stance: 'do',
    text: 'Write the allergens when there is a new thing on the shelf.',
    example: 'Contains milk, egg and almonds.',
  },
  {
    stance: 'dont',
    text: 'No superlatives. If it is good they will tell us.',
    example: 'The best bread in the world!',
  },
  { stance: 'dont', text: 'No exclamation marks, no words in capitals.', example: 'FRESH BUNS!!!' },
  {
    stance: 'dont',
    text: 'Never promise a number we cannot bake.',
    example: 'Plenty for everybody until closing time.',
  },
];

type Hook = {
  key: string;
  text: string;
  type: string;
  category: string;
  season?: string;
  place?: string;
  urgency?: 'calm' | 'soon' | 'now';
};

export const HOOKS: Hook[] = [
  { key: 'hours', text: 'This loaf is older than your weekend.', type: 'Surprise', category: 'Bread' },
  {
    key: 'gone',
    text: 'When they are gone, they are gone.',
    type: 'Scarcity',
    category: 'Bread',
    urgency: 'now',
  },
  {
    key: 'three',
    text: 'It is three in the morning and somebody is whistling.',
    type: 'Story',
    category: 'People',
  },
  { key: 'jug', text: 'We never trust the jug.', type: 'Opinion', category: 'Craft' },
  {
    key: 'advent',
    text: 'Baked in October, for one Sunday in December.',
    type: 'Story',
    category: 'Bread',
    season: 'Advent',
    urgency: 'soon',
  },
  {
    key: 'fog',
    text: 'You can smell us before you can see us.',
    type: 'Image',
    category: 'Harbour',
    season: 'Autumn',
    place: 'On the quay',
  },
  {
    key: 'ferry',
    text: 'Two minutes until the ferry, and you still have no bread.',
    type: 'Question',
    category: 'Harbour',
    place: 'At the ferry',
    urgency: 'now',
  },
  {
    key: 'orchard',
    text: 'The pears did not travel further than you did.',
    type: 'Image',
    category: 'Bread',
    season: 'Autumn',
  },
  {
    key: 'ask',
    text: 'Ask us the thing you have always wanted to know about bread.',
    type: 'Question',
    category: 'People',
  },
  {
    key: 'summer',
    text: 'Too hot to bake? Not for us.',
    type: 'Question',
    category: 'Bread',
    season: 'Summer',
  },
];

export const OFFERS = [
  {
    name: 'Weekend basket',
    description: 'A rye, a plait and six buns, packed and waiting. Order until Thursday, fetch on Saturday.',
    benefits: ['No queue on Saturday morning', 'Fresh until Tuesday', 'The basket comes back, and so do you'],
    features: ['One rye of 1 kg', 'One plait of six strands', 'Six buns of the week'],
    audience: 'Families with a house full of guests, and those on the late ferry.',
    value_proposition: 'The whole weekend is baked for, in one walk.',
    price: '24.00',
  },
  {
    name: 'Sourdough evening',
    description: 'Eight people, one table, three hours: mix, fold, wait, bake, eat. You take a starter home.',
    benefits: ['You will understand your oven', 'A starter that is nine years old', 'Soup while we wait'],
    features: ['Every second Tuesday from January', 'Flour, bowl and apron are here', 'With Lena'],
    audience: 'Whoever has tried twice at home and wants to know what went wrong.',
    value_proposition: 'Bread stops being luck.',
    price: '65.00 for each person',
  },
  {
    name: 'Rolls for cafés',
    description: 'Forty or four hundred, by seven, six days a week. Samira brings them.',
    benefits: ['By seven, also in a storm', 'One bill a month'],
    features: ['Wheat, rye or seeded', 'Ordered until noon of the day before'],
    audience: 'Cafés and guest houses on the island.',
    value_proposition: 'One thing less to think about at six in the morning.',
    price: 'from 0.55',
  },
];

export const TEMPLATES = [
  {
    name: 'Loaf of the week',
    category: 'Shelf',
    text: '{{loaf}}, from {{day}}, as long as there is any.\n{{what is special}}. Come to {{brand}} by eleven and it is still warm.',
  },
  {
    name: 'Meet the team',
    category: 'People',
    text: '{{name}} has been with us since {{since}} and knows {{what}}. Say hello when you are in.',
  },
  {
    name: 'Change of hours',
    category: 'Notice',
    text: '{{date}}: we open at {{from}} and close at {{until}}. The starter gets fed all the same.',
  },
];

export const CONTACTS = [
  { name: 'Samira Haddad', handles: { instagram: 'samira.delivers' } },
  { name: 'Harbour Choir', handles: { bluesky: 'choir.harbour.example', instagram: 'harbour.choir' } },
];

export const HASHTAG_SETS = [
  { name: 'Bread', hashtags: ['sourdough', 'realbread', 'rye', 'woodfiredoven'] },
  { name: 'Island', hashtags: ['islandlife', 'harbour', 'ferrylife'] },
  { name: 'Advent', hashtags: ['stollen', 'advent', 'christmasbaking'] },
];

/** Week from now and ISO weekday; days that are still to come are left out. `about`: the post that was made of it. */
export const JOURNAL: { at: [week: number, weekday: number]; text: string; about?: string }[] = [
  {
    at: [-1, 1],
    text: 'Jonas tied a plait with his eyes shut. Lena says that is how it should be done anyway.',
  },
  {
    at: [-1, 2],
    text: 'Sold out of cardamom buns at 8:40. Three people asked whether there is a second batch. There is, at three.',
  },
  {
    at: [-1, 4],
    text: 'The starter turns nine next Wednesday. It has still no name. Ask people? Better not.',
    about: 'A starter has a birthday',
  },
  {
    at: [-1, 5],
    text: 'Storm. The ferry stayed in, eleven people stood in the shop and dried. Coffee for all, best talk of the year.',
  },
  { at: [0, 1], text: 'First cold morning, the window steamed up from inside. Somebody drew a fish on it.' },
  { at: [0, 2], text: 'Samira was at every café by ten to eight. The door of the Seagull sticks again.' },
  {
    at: [0, 3],
    text: 'A boy asked why bread has holes. Film the answer: cut one open, show the gas. Ten seconds.',
  },
];

export const JOURNAL_WEEK =
  'Buns sell out before nine, and people like to hear why. The storm post should have gone out from the shop, not a day late. More of what happens at the counter, less of what is on the shelf.';

type Repeated = {
  title: string;
  caption: string;
  pillar: Pillar;
  channels: Channel[];
  /** What goes out after it, each time. */
  follows: { role: PartRole; text: string }[];
  hashtags: string[];
  rule: string;
  time: string;
};

/** The first begins next week, the second next month. */
export const WEEKLY: Repeated & { weekday: number } = {
  title: 'The weekend list',
  caption:
    'On the shelf on Friday and Saturday: rye, plaits, and whatever the orchard gave us. Ring before six and we keep one back.',
  pillar: 'oven',
  channels: ['bakery'],
  follows: [
    { role: 'thread', text: 'Friday: country rye, six-grain, poppy plaits. Out of the oven at seven.' },
    { role: 'thread', text: 'Saturday: the same, and apple buns until they are gone. We close at one.' },
  ],
  hashtags: ['realbread'],
  rule: 'FREQ=WEEKLY;BYDAY=TH',
  weekday: 4,
  time: '17:00',
};
export const MONTHLY: Repeated = {
  title: 'Open bakehouse',
  caption:
    'First Sunday of the month, ten to noon: come in by the back door and try the big mixer. Children welcome, dogs wait outside.',
  pillar: 'people',
  channels: ['bakery', 'insta'],
  follows: [{ role: 'first_comment', text: 'Tell us you are coming, then there is enough coffee.' }],
  hashtags: [],
  rule: 'FREQ=MONTHLY;BYDAY=1SU',
  time: '10:00',
};
