import { z } from 'zod';

/** What a person can be told of while they look at something else; each can be switched off on a device. */
export const NOTICE_KINDS = [
  'by_hand',
  'late',
  'failed',
  'unknown',
  'missed',
  'not_down',
  'gone',
  'reconnect',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

const all = {
  by_hand: true,
  late: true,
  failed: true,
  unknown: true,
  missed: true,
  not_down: true,
  gone: true,
  reconnect: true,
};

/** The setting `notices` of a device; what it does not name is on. */
export const noticeSettingsSchema = z
  .partialRecord(z.enum(NOTICE_KINDS), z.boolean())
  .catch({})
  .transform((chosen): Record<NoticeKind, boolean> => ({ ...all, ...chosen }));

/** A notice as a host shows it. Pressing it leads to `route`, an address of the app. */
export const noteSchema = z.object({
  id: z.string().max(200),
  title: z.string().max(500),
  body: z.string().max(2000),
  route: z.string().regex(/^\/[\w/-]*$/),
});
export type Note = z.infer<typeof noteSchema>;

/** What reaches a page from outside it: an address to show, or something to tell. */
export const outsideSchema = z.union([
  z.object({ show: noteSchema.shape.route }),
  z.object({ note: noteSchema }),
]);
export type Outside = z.infer<typeof outsideSchema>;
