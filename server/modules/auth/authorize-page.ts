import { escapeHtml, page } from '../../html.ts';

type Mode = 'sign-in' | 'sign-up';

const WORDS = {
  'sign-in': {
    title: 'Sign in',
    button: 'Sign in',
    autocomplete: 'current-password',
    hint: '',
    other: 'sign-up',
    otherWords: 'New here? <a href="LINK">Create an account</a>',
  },
  'sign-up': {
    title: 'Create an account',
    button: 'Create account',
    autocomplete: 'new-password',
    hint: 'At least 8 characters.',
    other: 'sign-in',
    otherWords: 'You have an account? <a href="LINK">Sign in</a>',
  },
} as const satisfies Record<Mode, { other: Mode } & Record<string, string>>;

/**
 * The form of the browser sign-in.
 * @param options.links this page's address per mode; the form is sent to its own
 * @param options.problem a sentence about what did not work, in plain text
 */
export function formPage(options: {
  mode: Mode;
  links: Record<Mode, string>;
  email?: string;
  problem?: string;
}): string {
  const { mode, links, email = '', problem } = options;
  const words = WORDS[mode];
  const hint = words.hint && `<small id="hint">${words.hint}</small>`;
  const describedBy = [problem && 'problem', hint && 'hint'].filter(Boolean).join(' ');
  return page(
    words.title,
    `<h1>${words.title}</h1>
     ${problem ? `<p role="alert" id="problem"><strong>${escapeHtml(problem)}</strong></p>` : ''}
     <form method="post" action="${escapeHtml(links[mode])}">
       <p><label for="email">Email address</label>
          <input id="email" name="email" type="email" required maxlength="320" autocomplete="username"
                 value="${escapeHtml(email)}"${email ? '' : ' autofocus'}></p>
       <p><label for="password">Password</label>
          <input id="password" name="password" type="password" required maxlength="256"
                 autocomplete="${words.autocomplete}"${describedBy && ` aria-describedby="${describedBy}"`}${email ? ' autofocus' : ''}>
          ${hint}</p>
       <p><button>${words.button}</button></p>
     </form>
     <p>${words.otherWords.replace('LINK', escapeHtml(links[words.other]))}</p>`,
  );
}

/** Shown while the browser hands over to the desktop. */
export function donePage(link: string): string {
  return page(
    'Signed in',
    `<h1>You are signed in</h1>
     <p>Pillarbox opens by itself. If it does not, <a href="${escapeHtml(link)}">go back to Pillarbox</a>.
        You can close this page.</p>`,
  );
}

/** Shown instead of the form when the link that led here is not one of ours. */
export function refusedPage(why: string): string {
  return page(
    'This link does not work',
    `<h1>This link does not work</h1><p>${escapeHtml(why)}</p>
     <p>Go back to Pillarbox and choose <em>Sign in</em> again.</p>`,
  );
}
