import { expect, it } from 'vitest';
import { createUndoStack, type StepResult } from './undo-stack.ts';

function world() {
  const stack = createUndoStack();
  const state: string[] = [];
  return {
    state,
    stack,
    /** Does something that can be taken back. */
    act(name: string, result: StepResult = true) {
      state.push(name);
      const entry = {
        title: name,
        close: () => {},
        undo: async () => {
          if (result === true) state.splice(state.indexOf(name), 1);
          return result;
        },
        redo: async () => {
          state.push(name);
          return true;
        },
      };
      stack.push(entry);
      return entry;
    },
  };
}

it('takes things back in turn and does them again in turn, also when pressed quickly', async () => {
  const { act, stack, state } = world();
  for (const name of ['a', 'b', 'c']) act(name);
  await Promise.all([stack.undo(), stack.undo()]);
  expect(state).toEqual(['a']);
  await Promise.all([stack.redo(), stack.redo(), stack.redo()]);
  expect(state).toEqual(['a', 'b', 'c']);
});

it('takes one thing back once, whoever asks', async () => {
  const { act, stack, state } = world();
  const first = act('a');
  act('b');
  expect(await stack.undo(first)).toMatchObject({ result: true });
  expect(await stack.undo(first)).toBeNull();
  expect(state).toEqual(['b']);
});

it('forgets what was taken back once something new is done', async () => {
  const { act, stack, state } = world();
  act('a');
  await stack.undo();
  act('b');
  expect(await stack.redo()).toBeNull();
  expect(state).toEqual(['b']);
});

it('does not keep what can no longer be taken back', async () => {
  const { act, stack, state } = world();
  act('a');
  act('b', 'changed');
  expect(await stack.undo()).toMatchObject({ result: 'changed' });
  expect(await stack.redo()).toBeNull();
  await stack.undo();
  expect(state).toEqual(['b']);
});
