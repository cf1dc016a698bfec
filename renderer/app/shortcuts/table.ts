import { CAPTURE_ANYWHERE, type MenuName } from '../../../shared/native-menu.ts';
import type { Scope } from './scopes.ts';

/**
 * A command as it can be listed, given keys and put into a menu while its screen is not there; words.ts names it. The
 * screen that offers it under the same id (`useCommands`) says what it does and what it is called at the moment.
 */
export type Shortcut = {
  id: string;
  /** Where it can be on offer. */
  scopes: readonly [Scope, ...Scope[]];
  /** Until a person chooses others; shared/keys.ts says how they are written. */
  keys: string | null;
  /** A screen's own way of walking and choosing: told in the list of keys, never changed. */
  fixed?: true;
  /** Where it stands in the native menu, if not where its scope's commands do. */
  menu?: MenuName;
};

/** Every command that has a name before it is on offer: the one place where the keys it comes with are written. */
const table = {
  palette: { scopes: ['app'], keys: 'mod+k', menu: 'edit' },
  keys: { scopes: ['app'], keys: '?', menu: 'help' },
  undo: { scopes: ['app'], keys: 'mod+z', menu: 'edit' },
  redo: { scopes: ['app'], keys: 'mod+shift+z', menu: 'edit' },
  capture: { scopes: ['app'], keys: 'mod+j', menu: 'file' },
  [CAPTURE_ANYWHERE.id]: { scopes: ['app'], keys: CAPTURE_ANYWHERE.keys },
  density: { scopes: ['app'], keys: null, menu: 'view' },
  'theme:light': { scopes: ['app'], keys: null, menu: 'view' },
  'theme:dark': { scopes: ['app'], keys: null, menu: 'view' },
  'theme:system': { scopes: ['app'], keys: null, menu: 'view' },
  rail: { scopes: ['app'], keys: 'mod+b', menu: 'view' },
  guide: { scopes: ['calendar'], keys: null, menu: 'help' },
  'post.new': { scopes: ['today', 'calendar', 'ideas'], keys: 'n', menu: 'file' },

  'go:/today': { scopes: ['go'], keys: 'g d' },
  'go:/calendar': { scopes: ['go'], keys: 'g c' },
  'go:/ideas': { scopes: ['go'], keys: 'g i' },
  'go:/feed': { scopes: ['go'], keys: 'g f' },
  'go:/inbox': { scopes: ['go'], keys: 'g n' },
  'go:/publishing': { scopes: ['go'], keys: 'g p' },
  'go:/library': { scopes: ['go'], keys: 'g l' },
  'go:/brand': { scopes: ['go'], keys: 'g b' },
  'go:/review': { scopes: ['go'], keys: null },
  'go:/import': { scopes: ['go'], keys: null, menu: 'file' },
  'go:/templates': { scopes: ['go'], keys: null },
  'go:/export': { scopes: ['go'], keys: null, menu: 'file' },
  'go:/restore': { scopes: ['go'], keys: null, menu: 'file' },
  'go:/keyboard': { scopes: ['go'], keys: null, menu: 'file' },
  'go:/account': { scopes: ['go'], keys: null, menu: 'file' },
  'go:/sync': { scopes: ['go'], keys: null, menu: 'file' },

  'review.start': { scopes: ['today'], keys: 'v', menu: 'post' },

  'calendar.today': { scopes: ['calendar'], keys: 't' },
  'calendar.month': { scopes: ['calendar'], keys: 'm' },
  'calendar.week': { scopes: ['calendar'], keys: 'w' },
  'calendar.day': { scopes: ['calendar'], keys: 'd' },
  'calendar.agenda': { scopes: ['calendar'], keys: 'a' },
  'calendar.list': { scopes: ['calendar'], keys: 'l' },
  'calendar.next': { scopes: ['calendar'], keys: 'f' },
  'calendar.saveView': { scopes: ['calendar'], keys: null },
  'calendar.view.1': { scopes: ['calendar'], keys: '1' },
  'calendar.view.2': { scopes: ['calendar'], keys: '2' },
  'calendar.view.3': { scopes: ['calendar'], keys: '3' },
  'calendar.view.4': { scopes: ['calendar'], keys: '4' },
  'calendar.view.5': { scopes: ['calendar'], keys: '5' },
  'calendar.view.6': { scopes: ['calendar'], keys: '6' },
  'calendar.view.7': { scopes: ['calendar'], keys: '7' },
  'calendar.view.8': { scopes: ['calendar'], keys: '8' },
  'calendar.view.9': { scopes: ['calendar'], keys: '9' },
  'calendar.move': { scopes: ['calendar'], keys: 'v', menu: 'post' },
  'calendar.alike': { scopes: ['calendar'], keys: null, menu: 'post' },
  'calendar.copy': { scopes: ['calendar'], keys: null, menu: 'post' },
  'calendar.paste': { scopes: ['calendar'], keys: null, menu: 'post' },
  'calendar.walk': { scopes: ['calendar'], keys: 'arrowdown', fixed: true },
  'calendar.extend': { scopes: ['calendar'], keys: 'shift+arrowdown', fixed: true },
  'calendar.choose': { scopes: ['calendar'], keys: 'x', fixed: true },
  'calendar.all': { scopes: ['calendar'], keys: 'mod+a', fixed: true },
  'calendar.none': { scopes: ['calendar'], keys: 'escape', fixed: true },
  'calendar.open': { scopes: ['calendar'], keys: 'enter', fixed: true },
  'calendar.look': { scopes: ['calendar'], keys: 'space', fixed: true },
  'calendar.nudge': { scopes: ['calendar'], keys: 'alt+arrowright', fixed: true },
  'calendar.nudgeFar': { scopes: ['calendar'], keys: 'alt+arrowdown', fixed: true },
  'calendar.take': { scopes: ['calendar'], keys: 'mod+c', fixed: true },
  'calendar.put': { scopes: ['calendar'], keys: 'mod+v', fixed: true },
  'calendar.delete': { scopes: ['calendar'], keys: 'delete', fixed: true },
  'calendar.back': { scopes: ['calendar'], keys: 'pageup', fixed: true },
  'calendar.forward': { scopes: ['calendar'], keys: 'pagedown', fixed: true },

  'ideas.walk': { scopes: ['ideas'], keys: 'arrowdown', fixed: true },
  'ideas.move': { scopes: ['ideas'], keys: 'alt+arrowright', fixed: true },
  'journal.new': { scopes: ['journal'], keys: 'n', menu: 'file' },
  'journal.before': { scopes: ['journal'], keys: '[' },
  'journal.post': { scopes: ['journal'], keys: 'mod+enter', fixed: true },
  'journal.after': { scopes: ['journal'], keys: ']' },

  'feeds.next': { scopes: ['feeds'], keys: 'j' },
  'feeds.previous': { scopes: ['feeds'], keys: 'k' },
  'feeds.make': { scopes: ['feeds'], keys: 'i', menu: 'post' },
  'feeds.dismiss': { scopes: ['feeds'], keys: 'e' },
  'feeds.article': { scopes: ['feeds'], keys: 'o' },
  'feeds.undo': { scopes: ['feeds'], keys: 'z' },
  'feeds.read': { scopes: ['feeds'], keys: null },
  'feeds.add': { scopes: ['feeds'], keys: 'n', menu: 'file' },
  'feeds.import': { scopes: ['feeds'], keys: null, menu: 'file' },
  'calendars.new': { scopes: ['templates'], keys: 'n', menu: 'file' },
  'calendars.apply': { scopes: ['templates'], keys: 'a' },
  'calendars.keep': { scopes: ['calendar'], keys: null },

  'inbox.next': { scopes: ['inbox'], keys: 'j' },
  'inbox.previous': { scopes: ['inbox'], keys: 'k' },
  'inbox.done': { scopes: ['inbox'], keys: 'e' },
  'inbox.reply': { scopes: ['inbox'], keys: 'r' },
  'inbox.assign': { scopes: ['inbox'], keys: 'a' },
  'inbox.undo': { scopes: ['inbox'], keys: 'z' },
  'inbox.refresh': { scopes: ['inbox'], keys: null },
  'inbox.reconnect': { scopes: ['inbox'], keys: null },
  'inbox.send': { scopes: ['inbox'], keys: 'mod+enter', fixed: true },
  'inbox.leave': { scopes: ['inbox'], keys: 'escape', fixed: true },

  'feed.add': { scopes: ['feed'], keys: 'n', menu: 'file' },
  'feed.add-from-library': { scopes: ['feed'], keys: 'shift+n', menu: 'file' },
  'feed.date': { scopes: ['feed'], keys: 'd' },
  'feed.colors': { scopes: ['feed'], keys: 'v' },
  'feed.nine': { scopes: ['feed'], keys: '9' },
  'feed.walk': { scopes: ['feed'], keys: 'arrowright', fixed: true },
  'feed.swap': { scopes: ['feed'], keys: 'alt+arrowright', fixed: true },
  'feed.open': { scopes: ['feed'], keys: 'enter', fixed: true },
  'feed.delete': { scopes: ['feed'], keys: 'delete', fixed: true },
  'bio.new': { scopes: ['feed/profile'], keys: 'n' },
  'carousel.new': { scopes: ['feed/carousels'], keys: 'n', menu: 'file' },
  'carousel.words': { scopes: ['feed/carousels'], keys: 'w' },
  'carousel.slide': { scopes: ['feed/carousels'], keys: 's' },
  'carousel.post': { scopes: ['feed/carousels'], keys: null },
  'carousel.save': { scopes: ['feed/carousels'], keys: null },
  'carousel.move': { scopes: ['feed/carousels'], keys: 'alt+arrowright', fixed: true },
  'document.new': { scopes: ['feed/strategy'], keys: 'n', menu: 'file' },

  'library.add': { scopes: ['library'], keys: 'n', menu: 'file' },
  'library.search': { scopes: ['library'], keys: '/' },
  'library.walk': { scopes: ['library'], keys: 'arrowright', fixed: true },
  'library.open': { scopes: ['library'], keys: 'enter', fixed: true },

  'review.next': { scopes: ['review'], keys: 'j' },
  'review.previous': { scopes: ['review'], keys: 'k' },
  'review.open': { scopes: ['review'], keys: 'o' },
  'review.approve': { scopes: ['review'], keys: 'a' },
  'review.request': { scopes: ['review'], keys: 'c' },

  'post.next-slot': { scopes: ['post'], keys: 'mod+enter' },
  'post.history': { scopes: ['post'], keys: null },
  'post.add-file': { scopes: ['post'], keys: null },
  'post.add-from-library': { scopes: ['post'], keys: null },
  'post.ask-review': { scopes: ['post'], keys: null },
  'post.approve': { scopes: ['post'], keys: null },
  'post.request': { scopes: ['post'], keys: null },
  'post.decisions': { scopes: ['post'], keys: null },
  'post.delete': { scopes: ['post'], keys: null },
  'post.close': { scopes: ['post'], keys: 'escape', fixed: true },
  'post.move-file': { scopes: ['post'], keys: 'alt+arrowright', fixed: true },

  'pillar.new': { scopes: ['brand/pillars'], keys: 'n' },
  'pillar.move': { scopes: ['brand/pillars'], keys: 'arrowdown', fixed: true },
  'rule.new': { scopes: ['brand/style'], keys: 'n' },
  'hook.new': { scopes: ['brand/hooks'], keys: 'n' },
  'hook.search': { scopes: ['brand/hooks'], keys: '/' },
  'offer.new': { scopes: ['brand/offers'], keys: 'n' },
  'template.new': { scopes: ['brand/templates'], keys: 'n' },
  'contact.new': { scopes: ['brand/templates'], keys: 'p' },
  'hashtags.new': { scopes: ['brand/templates'], keys: 'shift+n' },
  'schedule.new': { scopes: ['brand/schedule'], keys: 'n' },
  'schedule.walk': { scopes: ['brand/schedule'], keys: 'arrowright', fixed: true },
  'queue.add': { scopes: ['brand/queue'], keys: 'n' },
  'queue.shuffle': { scopes: ['brand/queue'], keys: null },
  'queue.fill': { scopes: ['brand/queue'], keys: null },
  'queue.move': { scopes: ['brand/queue'], keys: 'arrowdown', fixed: true },
  connect: { scopes: ['brand/channels'], keys: null },
  'channel.reconnect': { scopes: ['channel'], keys: null },
  'channel.check': { scopes: ['channel'], keys: null },
  'connect.by-hand': { scopes: ['brand/channels'], keys: null },
  invite: { scopes: ['brand/people'], keys: 'n' },

  'import.choose': { scopes: ['import'], keys: 'o', menu: 'file' },
  'export.save': { scopes: ['export'], keys: 's' },
  'sync.now': { scopes: ['app'], keys: null, menu: 'file' },
  'sync.export': { scopes: ['sync'], keys: null, menu: 'file' },
  'sync.diagnostics': { scopes: ['sync'], keys: null, menu: 'help' },
} as const satisfies Record<string, Omit<Shortcut, 'id'>>;

export type ShortcutId = keyof typeof table;

export const shortcutTable: readonly (Shortcut & { id: ShortcutId })[] = Object.entries(table).map(
  ([id, rest]) => ({ id: id as ShortcutId, ...rest }),
);

const byId = new Map<string, (typeof shortcutTable)[number]>(shortcutTable.map((one) => [one.id, one]));
export const shortcut = (id: string) => byId.get(id);
