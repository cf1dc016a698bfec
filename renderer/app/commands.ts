import { type ReactNode, useEffect, useRef } from 'react';
import { create } from 'zustand';
import { isModifier, nameOfKeys, worksWhileTyping } from '../../shared/keys.ts';
import { keysNow } from './shortcuts/use-keys.ts';

/**
 * Something a person can do on the screen they are on. The palette and the native menu list it, `?` shows its keys, and
 * the keys work wherever nobody is typing.
 *
 * Its keys do not stand here: a person may change them. A new command gets a line in shortcuts/table.ts with the keys it
 * comes with (and its scope, for finding clashes); whoever shows them asks `useKeysOf()`.
 */
export type Command = {
  id: string;
  /** A verb first: “New post”. */
  title: string;
  /** Heading in the palette. */
  group: string;
  icon?: ReactNode;
  /** Works while typing, too, as long as its keys have `mod` in them. */
  whileTyping?: boolean;
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

/** Does a command by its id, if it is on offer. @returns whether it was */
export function runCommand(id: string): boolean {
  const command = allCommands(useRegistry.getState().sets).find((one) => one.id === id);
  command?.run();
  return command !== undefined;
}

/** Tells what is on offer, now and whenever it may have changed. @returns stops it */
export function onOffer(listener: (commands: Command[]) => void): () => void {
  listener(allCommands(useRegistry.getState().sets));
  return useRegistry.subscribe(({ sets }) => listener(allCommands(sets)));
}

const CHORD_MS = 1200;
let waiting: { key: string; until: number } | null = null;

/** The one key listener; returns how to stop it. */
export function listenForKeys(target: Window): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || isModifier(event.key)) return;
    const keys = nameOfKeys(event);
    const chord = waiting && waiting.until > Date.now() ? `${waiting.key} ${keys}` : null;
    waiting = null;
    const offered = allCommands(useRegistry.getState().sets).flatMap((command) => {
      const own = keysNow(command.id);
      return own !== null && allowed(command, own, event) ? [{ command, own }] : [];
    });
    const found = offered.find(({ own }) => own === chord) ?? offered.find(({ own }) => own === keys);
    if (found) {
      event.preventDefault();
      found.command.run();
    } else if (offered.some(({ own }) => own.startsWith(`${keys} `))) {
      waiting = { key: keys, until: Date.now() + CHORD_MS };
    }
  };
  target.addEventListener('keydown', onKey);
  return () => target.removeEventListener('keydown', onKey);
}

function allowed(command: Command, keys: string, event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return true;
  const inOverlay = target.closest('[role="dialog"],[role="menu"],[role="listbox"]') !== null;
  const typing = target.closest('input,textarea,select,[contenteditable="true"]') !== null;
  return !(inOverlay || typing) || (command.whileTyping === true && worksWhileTyping(keys));
}
