import { BIOS, CAROUSEL, HIGHLIGHTS, PLACED, PROFILE, STRATEGY } from './feed-content.ts';
import type { Filling, Mutation } from './filling.ts';
import type { Plan } from './plan.ts';

/**
 * The feed of the example brand's channel with a grid.
 * @param pictures assets by the names of their files
 */
export function feedOf(filling: Filling, plan: Plan, pictures: ReadonlyMap<string, string>): Mutation[] {
  const { brandId: brand_id, now, newId } = filling;
  const connection_id = plan.channels.get('insta') ?? '';
  const picture = (file: string | null) => (file === null ? null : (pictures.get(file) ?? null));
  const posts = (titles: readonly string[]) => titles.flatMap((title) => plan.posts.get(title) ?? []);
  const mutations: Mutation[] = [];

  const bioIds = BIOS.map(() => newId());
  for (const [index, { text, note, links }] of BIOS.entries())
    mutations.push({
      name: 'bio.create',
      args: { id: bioIds[index] ?? '', brand_id, connection_id, text, note, links: [...links] },
    });
  for (const [position, { title, cover, posts: about }] of HIGHLIGHTS.entries())
    mutations.push({
      name: 'highlight.create',
      args: {
        id: newId(),
        brand_id,
        connection_id,
        title,
        cover_id: picture(cover),
        post_ids: posts(about),
        position,
      },
    });

  for (const { title, picture: file } of PLACED) {
    const [post_id, asset_id] = [plan.posts.get(title) ?? '', picture(file) ?? ''];
    const named = { brand_id, post_id, connection_id };
    mutations.push(
      { name: 'target.add', args: { ...named, text: null } },
      {
        name: 'attachment.add',
        args: { ...named, asset_id, connection_id: null, position: 0, alt_text: null },
      },
    );
  }
  const tiles = PLACED.map(({ title }, index) => ({
    post_id: plan.posts.get(title) ?? '',
    position: now.getTime() - index,
  }));
  mutations.push({ name: 'feed.place', args: { brand_id, connection_id, tiles } });

  const carousel_id = newId();
  mutations.push({
    name: 'carousel.create',
    args: {
      id: carousel_id,
      brand_id,
      post_id: plan.posts.get(CAROUSEL.title) ?? null,
      title: CAROUSEL.title,
      shape: 'portrait',
    },
  });
  for (const [position, { picture: file, background, words }] of CAROUSEL.slides.entries())
    mutations.push({
      name: 'slide.create',
      args: {
        id: newId(),
        brand_id,
        carousel_id,
        position,
        asset_id: picture(file),
        crop: null,
        background,
        overlays: words.map((one) => ({
          id: newId(),
          x: 0.08,
          width: 0.84,
          font: 'serif' as const,
          weight: 600,
          align: 'start' as const,
          color: '#221e19',
          band: null,
          ...one,
        })),
      },
    });

  const document_id = newId();
  const { title } = STRATEGY;
  mutations.push(
    { name: 'strategyDocument.create', args: { id: document_id, brand_id, title, text: STRATEGY.before } },
    {
      name: 'documentVersion.keep',
      args: { id: newId(), brand_id, document_id, title, text: STRATEGY.before, note: 'First thoughts' },
    },
    {
      name: 'strategyDocument.edit',
      args: { id: document_id, brand_id, fields: { text: STRATEGY.text } },
    },
  );

  const { avatar, hashtags, ...profile } = PROFILE;
  mutations.push({
    name: 'feed.edit',
    args: {
      id: connection_id,
      brand_id,
      fields: {
        ...profile,
        hashtags: [...hashtags],
        avatar_id: picture(avatar),
        bio_id: bioIds.at(-1) ?? null,
        document_id,
      },
    },
  });
  return mutations;
}
