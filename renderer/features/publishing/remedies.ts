import type { Row } from '../../../shared/kinds/index.ts';
import { isYours } from '../../../shared/mutators/publication.ts';

/** A person's word about a publication, as `publish.resolve` takes it. */
export type Answer = 'published' | 'not_published' | 'send_now' | 'cancel';

/** What a row offers: an answer in the words that fit its state, or a place to go. */
export type PublicationRemedy =
  | 'open_there'
  | 'open_post'
  | 'plan_again'
  | 'reconnect'
  | 'try_again'
  | 'send_now'
  | 'is_out'
  | 'is_not_out'
  | 'dont_send';

export type Outgoing = Pick<
  Row<'publication'>,
  'state' | 'subject' | 'post_id' | 'url' | 'error_class' | 'error_code'
>;

/**
 * What a person can do about a publication as it stands, what helps first. What is theirs to post by hand has buttons of
 * its own as long as its channel is there.
 * @param removed its account is no longer connected: nothing can be sent there, and nobody be asked
 */
export function remediesOf(publication: Outgoing, removed: boolean): readonly PublicationRemedy[] {
  const { state, subject, post_id, url, error_class, error_code } = publication;
  const ofPost = post_id !== null && subject !== 'reply';
  const only = (when: boolean, remedy: PublicationRemedy) => (when ? [remedy] : []);
  const signedOut = error_class === 'reconnect' || error_code === 'missed_signed_out';
  const reconnect = only(signedOut && !removed, 'reconnect');
  switch (state) {
    case 'published':
    case 'by_hand':
      return only(url !== null && url !== '', 'open_there');
    case 'waiting':
      return removed ? [...only(isYours(publication), 'is_out'), 'dont_send'] : reconnect;
    case 'retrying':
      return reconnect;
    case 'failed': {
      // What follows something that nobody knows the place of can only be put up by hand.
      const broken = error_code === 'thread_broken';
      const inThePost = removed || mendedInThePost(publication);
      return [
        ...reconnect,
        ...only(ofPost && inThePost, 'open_post'),
        ...only(broken, 'is_out'),
        ...only(!broken && !removed, 'try_again'),
        'dont_send',
      ];
    }
    case 'unknown':
      return ['is_out', 'is_not_out'];
    case 'missed':
      return removed
        ? [...only(ofPost, 'open_post'), 'dont_send']
        : [...reconnect, 'send_now', ...only(ofPost, 'plan_again'), 'dont_send'];
    case 'publishing':
    case 'cancelled':
      return [];
  }
}

/** Whether what stopped it is put right where the post is written. */
const mendedInThePost = ({ error_class, error_code }: Outgoing): boolean =>
  error_class === 'fix_content' || error_class === 'give_up' || error_code === 'approval_missing';
