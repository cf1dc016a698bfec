import { type ReactNode, useEffect, useRef } from 'react';
import { create } from 'zustand';
import { nameOfKeys } from './key-names.ts';

/**
 * Everything a person can do on the screen they are on. The palette lists it, `?` shows its keys, and the keys work
 * wherever nobody is typing.
 */
export type Command = {
  id: string;
  /** A verb first: “New post”. */
  title: string;
  /** Heading in the palette and the list of keys. */
  group: string;
  /** `mod+k`, `alt+arrowup`, `n`, or `g c` for one after the other. `mod` is Ctrl, on a Mac Cmd. */
  keys?: string;
  icon?: ReactNode;
  /** Works while typing, too. Only for combinations with `mod`. */
  whileTyping?: boolean;
  /** Only told in the list of keys; the screen itself answers them (a grid's arrows). */
  listOnly?: boolean;
  run(): void;
};

type Registry = { sets: ReadonlyMap<symbol, readonly Command[]> };
const useRegistry = create<Registry>(() => ({ sets: new Map() }));

/** Offers these commands for as long as the component is on screen. Later ones win where keys clash. */
export function useCommands(commands: readonly Command[]): void {
  const owner = useRef(Symbol('commands'));
  // Runs after every render on purpose: commands close over what the screen shows now.
  useEffect(() => {
    const key = owner.current;
    useRegistry.setState(({ sets }) => ({ sets: new Map(sets).set(key, commands) }));
  }, [commands]);
  useEffect(() => {
    const key = owner.current;
    return () =>
      useRegistry.setState(({ sets }) => {
        const rest = new Map(sets);
        rest.delete(key);
        return { sets: rest };
      });
  }, []);
}

/** All commands on offer, the latest registered first. */
export function useOfferedCommands(): Command[] {
  return allCommands(useRegistry((registry) => registry.sets));
}

const allCommands = (sets: Registry['sets']) => [...sets.values()].reverse().flat();

const CHORD_MS = 1200;
let waiting: { key: string; until: number } | null = null;

/** The one key listener; returns how to stop it. */
export function listenForKeys(target: Window): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (
      event.defaultPrevented ||
      event.isComposing ||
      ['Control', 'Meta', 'Alt', 'Shift'].includes(event.key)
    )
      return;
    const keys = nameOfKeys(event);
    const chord = waiting && waiting.until > Date.now() ? `${waiting.key} ${keys}` : null;
    waiting = null;
    const offered = allCommands(useRegistry.getState().sets).filter((command) => allowed(command, event));
    const command = offered.find((one) => one.keys === chord) ?? offered.find((one) => one.keys === keys);
    if (command) {
      event.preventDefault();
      command.run();
    } else if (offered.some((one) => one.keys?.startsWith(`${keys} `))) {
      waiting = { key: keys, until: Date.now() + CHORD_MS };
    }
  };
  target.addEventListener('keydown', onKey);
  return () => target.removeEventListener('keydown', onKey);
}

function allowed(command: Command, event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (command.listOnly) return false;
  if (!target) return true;
  const inOverlay = target.closest('[role="dialog"],[role="menu"],[role="listbox"]') !== null;
  const typing = target.closest('input,textarea,select,[contenteditable="true"]') !== null;
  return !(inOverlay || typing) || command.whileTyping === true;
}
