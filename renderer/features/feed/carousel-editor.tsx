import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowLeft, Download, ImagePlus, Plus, SquarePen, Trash2, Type } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { MOST_SLIDES, slideSource } from '../../../shared/feed/slides.ts';
import { type Overlay, type Row, SLIDE_SHAPES, type SlideShape } from '../../../shared/kinds/index.ts';
import { SHAPES } from '../../../shared/media/crop.ts';
import type { SlideView } from '../../../shared/queries.ts';
import { useCommands } from '../../app/commands.ts';
import { mutate, mutateAll, newId } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { offerUndo } from '../../app/undo.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { focusSoon } from '../../ui/focus-soon.ts';
import { Select } from '../../ui/select.tsx';
import { showToast } from '../../ui/toast.tsx';
import { movedTo } from '../media/order.ts';
import { PickDialog } from '../media/pick-dialog.tsx';
import { createPost, useDefaultChannels } from '../post/create-post.ts';
import { recordActions } from '../strategy/record-actions.ts';
import { WordsField } from '../strategy/words-field.tsx';
import {
  freshSlide,
  freshWords,
  INK,
  PAPER,
  putOnPost,
  type Rendered,
  renderSlides,
  saveSlides,
} from './carousel-actions.ts';
import styles from './feed.module.css';
import { OverlayFields } from './overlay-fields.tsx';
import { SlideCanvas } from './slide-canvas.tsx';
import { SlideStage } from './slide-stage.tsx';
import { Swatches } from './swatches.tsx';

const carousels = recordActions('carousel', 'carousels');
const slideActions = recordActions('slide', 'slides');

type CarouselEditorProps = { carousel: Row<'carousel'>; slides: readonly SlideView[] };

/** Slides with words: put in order, written on, made into pictures, and put on a post. */
export function CarouselEditor({ carousel, slides }: CarouselEditorProps) {
  const { t } = useLingui();
  const { id, brand_id, shape, post_id } = carousel;
  const palette = useLiveQuery('brandProfile', { brandId: brand_id }).data?.palette ?? [];
  const channels = useDefaultChannels();
  const [at, setAt] = useState<string | null>(null);
  const [words, setWords] = useState<string | null>(null);
  const [picking, setPicking] = useState<'add' | 'under' | null>(null);
  const [step, setStep] = useState<number | null>(null);
  const strip = useRef<HTMLUListElement>(null);
  const slide = slides.find((one) => one.id === at) ?? slides[0] ?? null;
  const index = slide ? slides.indexOf(slide) : -1;
  const busy = step !== null;
  const colors = [
    ...palette,
    { name: t`Ink`, hex: INK },
    { name: t`Paper`, hex: PAPER },
    { name: t`White`, hex: '#ffffff' },
  ];
  const stale = slides.filter((one) => one.rendered?.source !== slideSource(one, shape)).length;
  const said = t`Slide edited.`;
  const row = ({ asset: _asset, rendered: _rendered, ...rest }: SlideView) => rest;
  const edit = (fields: Parameters<typeof slideActions.edit>[1]) =>
    slide && void slideActions.edit(row(slide), fields, said);

  async function addSlides(assetIds: readonly (string | null)[]) {
    const made = assetIds.slice(0, MOST_SLIDES - slides.length).map((assetId, place) => ({
      id: newId(),
      brand_id,
      ...freshSlide(id, slides.length + place, assetId, PAPER),
    }));
    const create = () => mutateAll(made.map((args) => ({ name: 'slide.create' as const, args })));
    if (!(await create())) return;
    setAt(made[0]?.id ?? null);
    offerUndo(
      plural(made.length, { one: '# slide added.', other: '# slides added.' }),
      () => mutateAll(made.map((one) => ({ name: 'slide.delete' as const, args: { id: one.id, brand_id } }))),
      create,
    );
  }
  function addWords() {
    if (!slide) return;
    const fresh = freshWords(t`Your words`, slide.asset_id !== null);
    setWords(fresh.id);
    edit({ overlays: [...slide.overlays, fresh] });
    const field = () =>
      document.querySelector<HTMLTextAreaElement>(`[data-overlay-fields="${fresh.id}"] textarea`);
    // Drawn once the slide has it.
    setTimeout(() => {
      field()?.focus();
      field()?.select();
    }, 120);
  }
  async function reorder(from: string, by: number) {
    const before = slides.map((one) => one.id);
    const to = before.indexOf(from) + by;
    if (to < 0 || to >= before.length) return;
    const next = movedTo(before, from, to);
    const write = (order: readonly string[]) =>
      mutateAll(
        order.map((one, position) => ({
          name: 'slide.edit' as const,
          args: { id: one, brand_id, fields: { position } },
        })),
      );
    if (!(await write(next))) return;
    offerUndo(
      t`Slides put in another order.`,
      () => write(before),
      () => write(next),
    );
    focusSoon(() => strip.current?.querySelector<HTMLElement>(`[data-slide="${from}"]`));
  }
  function onStripKey(event: KeyboardEvent, one: SlideView) {
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const by = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      if (event.altKey) return void reorder(one.id, by);
      const near = slides[slides.indexOf(one) + by];
      strip.current?.querySelector<HTMLElement>(`[data-slide="${near?.id}"]`)?.focus();
    } else if (event.key === 'Delete') {
      event.preventDefault();
      void slideActions.remove(row(one), t`Slide deleted.`);
    }
  }

  async function rendered(): Promise<Rendered[] | null> {
    setStep(0);
    const made = await renderSlides(carousel, slides, setStep);
    setStep(null);
    return made;
  }
  async function toPost() {
    const made = await rendered();
    if (!made) return;
    let target = post_id;
    if (target === null) {
      target = newId();
      const args = { id: target, brandId: brand_id, words: { title: carousel.title }, when: null, channels };
      if (!(await createPost(args))) return;
      await mutate('carousel.edit', { id, brand_id, fields: { post_id: target } });
    }
    if (!(await putOnPost(carousel, target, made))) return;
    const post = target;
    showToast({
      title: plural(made.length, { one: '# picture is on the post.', other: '# pictures are on the post.' }),
      action: { label: t`Open the post`, run: () => go(`/post/${post}`) },
    });
  }
  async function save() {
    const made = await rendered();
    if (made) await saveSlides(carousel, made);
  }
  const group = t`Carousel`;
  useCommands([
    { id: 'carousel.words', group, title: t`Words on this slide`, run: addWords },
    { id: 'carousel.slide', group, title: t`New slide`, run: () => void addSlides([null]) },
    { id: 'carousel.post', group, title: t`Put the pictures on the post`, run: () => void toPost() },
    { id: 'carousel.save', group, title: t`Save the pictures of this carousel`, run: () => void save() },
  ]);

  return (
    <div className={styles.panel}>
      <div className={styles.bar}>
        <IconButton label={t`All carousels`} onClick={() => go('/feed/carousels')}>
          <ArrowLeft size={16} aria-hidden="true" />
        </IconButton>
        <div className={styles.grow}>
          <WordsField
            label={t`Title of the carousel`}
            hideLabel
            placeholder={t`Untitled carousel`}
            maxLength={200}
            saved={carousel.title}
            onSave={(title) => void carousels.edit(carousel, { title: title.trim() }, t`Carousel edited.`)}
          />
        </div>
        <Select<SlideShape>
          label={t`Shape`}
          hideLabel
          value={shape}
          options={SLIDE_SHAPES.map((value) => ({ value, label: SHAPES[value].label }))}
          onChange={(next) => void carousels.edit(carousel, { shape: next }, t`Carousel edited.`)}
        />
        <Button
          disabled={busy || slides.length === 0}
          icon={<Download size={16} aria-hidden="true" />}
          onClick={() => void save()}
        >
          <Trans>Save pictures</Trans>
        </Button>
        <Button
          look="primary"
          busy={busy}
          icon={<SquarePen size={16} aria-hidden="true" />}
          disabled={slides.length === 0}
          onClick={() => void toPost()}
        >
          {busy
            ? t`Slide ${step + 1} of ${slides.length}`
            : post_id
              ? t`Put on the post`
              : t`Make a post of it`}
        </Button>
      </div>
      <ul className={styles.strip} ref={strip} aria-label={t`Slides`}>
        {slides.map((one, place) => {
          const number = place + 1;
          const text = one.overlays
            .map((overlay) => overlay.text)
            .join(' ')
            .trim()
            .slice(0, 80);
          return (
            <li key={one.id}>
              <button
                type="button"
                className={cx(styles.slide, one.id === slide?.id && styles.selected)}
                data-slide={one.id}
                aria-pressed={one.id === slide?.id}
                aria-label={text ? t`Slide ${number}: ${text}` : t`Slide ${number}, no words`}
                aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight Delete"
                onClick={() => setAt(one.id)}
                onFocus={() => setAt(one.id)}
                onKeyDown={(event) => onStripKey(event, one)}
              >
                <SlideCanvas slide={one} shape={shape} />
              </button>
            </li>
          );
        })}
        {slides.length < MOST_SLIDES && (
          <li className={styles.bar}>
            <Button
              size="small"
              icon={<ImagePlus size={14} aria-hidden="true" />}
              onClick={() => setPicking('add')}
            >
              <Trans>Add pictures</Trans>
            </Button>
            <Button
              size="small"
              icon={<Plus size={14} aria-hidden="true" />}
              onClick={() => void addSlides([null])}
            >
              <Trans>Add a plain slide</Trans>
            </Button>
          </li>
        )}
      </ul>
      {slide && (
        <div className={styles.editing}>
          <SlideStage
            slide={slide}
            shape={shape}
            selected={words}
            onSelect={setWords}
            onChange={(overlays) => edit({ overlays })}
          />
          <div className={styles.side}>
            <div className={styles.bar}>
              <Button icon={<Type size={16} aria-hidden="true" />} onClick={addWords}>
                <Trans>Add words</Trans>
              </Button>
              <Button icon={<ImagePlus size={16} aria-hidden="true" />} onClick={() => setPicking('under')}>
                {slide.asset_id ? <Trans>Another picture</Trans> : <Trans>Picture under them</Trans>}
              </Button>
              {slide.asset_id && (
                <Button look="quiet" onClick={() => edit({ asset_id: null, crop: null })}>
                  <Trans>No picture</Trans>
                </Button>
              )}
              <IconButton
                label={t`Delete slide ${index + 1}`}
                onClick={() => void slideActions.remove(row(slide), t`Slide deleted.`)}
              >
                <Trash2 size={16} aria-hidden="true" />
              </IconButton>
            </div>
            {!slide.asset_id && (
              <Swatches
                label={t`Colour of the slide`}
                value={slide.background}
                colors={colors}
                onChange={(background) => edit({ background })}
              />
            )}
            {slide.overlays.map((overlay, place) => (
              <OverlayFields
                key={overlay.id}
                overlay={overlay}
                number={place + 1}
                colors={colors}
                onChange={(fields) => edit({ overlays: changedOverlay(slide.overlays, overlay.id, fields) })}
                onRemove={() => edit({ overlays: slide.overlays.filter((one) => one.id !== overlay.id) })}
              />
            ))}
            <p className={styles.quiet} role="status">
              {stale === 0
                ? t`The pictures in the library are as these slides are.`
                : plural(stale, {
                    one: '# slide is not a picture yet, or has changed since.',
                    other: '# slides are not pictures yet, or have changed since.',
                  })}
            </p>
          </div>
        </div>
      )}
      {picking && (
        <PickDialog
          taken={[]}
          onClose={() => setPicking(null)}
          onPick={(ids) => {
            const what = picking;
            setPicking(null);
            if (what === 'add') void addSlides(ids);
            else if (ids[0]) edit({ asset_id: ids[0], crop: null });
          }}
        />
      )}
    </div>
  );
}

const changedOverlay = (all: readonly Overlay[], id: string, fields: Partial<Overlay>): Overlay[] =>
  all.map((one) => (one.id === id ? { ...one, ...fields } : one));
