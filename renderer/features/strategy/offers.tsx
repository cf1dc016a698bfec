import { Trans, useLingui } from '@lingui/react/macro';
import { PackageOpen } from 'lucide-react';
import { useRef } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import { AddLine } from './add-line.tsx';
import { CardHead } from './card-head.tsx';
import { FieldNotices } from './field-notices.tsx';
import { recordActions } from './record-actions.ts';
import styles from './strategy.module.css';
import { linesOf, WordsArea } from './words-field.tsx';

const actions = recordActions('offer', 'offers');

/** What the brand sells, and why anybody should want it. */
export function OffersTab() {
  const { t } = useLingui();
  const brand = useBrand();
  const { data, error } = useLiveQuery('offers', { brandId: brand.id });
  const adding = useRef<HTMLInputElement>(null);
  useCommands([
    { id: 'offer.new', group: t`Offers`, title: t`New offer`, run: () => adding.current?.focus() },
  ]);
  if (error) return <FailureBanner of={error} />;
  return (
    <Section
      title={<Trans>Offers</Trans>}
      lead={
        <Trans>What you sell, told from the side of whoever buys it: there is a post in every line.</Trans>
      }
    >
      {data?.length === 0 && (
        <EmptyState icon={<PackageOpen size={24} aria-hidden="true" />} title={<Trans>No offers yet</Trans>}>
          <Trans>Name one below, then say what people get out of it.</Trans>
        </EmptyState>
      )}
      {data?.map((offer) => (
        <OfferCard key={offer.id} offer={offer} />
      ))}
      <AddLine
        ref={adding}
        label={t`New offer`}
        placeholder={t`A product or service`}
        maxLength={200}
        onAdd={(name) =>
          actions.add(
            brand.id,
            [
              {
                name,
                description: '',
                benefits: [],
                features: [],
                audience: '',
                value_proposition: '',
                price: '',
              },
            ],
            null,
          )
        }
      />
    </Section>
  );
}

function OfferCard({ offer }: { offer: Row<'offer'> }) {
  const { t } = useLingui();
  const said = t`Offer “${offer.name}” edited.`;
  const texts = [
    { name: 'description', label: t`What it is`, hint: t`In two sentences` },
    { name: 'value_proposition', label: t`Why it is worth it`, hint: t`The one reason to buy` },
    { name: 'audience', label: t`For whom`, hint: t`Who needs it, and when` },
  ] as const;
  const lists = [
    { name: 'benefits', label: t`Benefits, one a line`, hint: t`What people get out of it` },
    { name: 'features', label: t`Features, one a line`, hint: t`What it has` },
  ] as const;
  return (
    <article className={styles.card} aria-label={offer.name}>
      <FieldNotices
        id={offer.id}
        brandId={offer.brand_id}
        labels={new Map(texts.map(({ name, label }) => [name, label]))}
        row={offer}
        onUse={(field, text, seen) => actions.edit(offer, { [field]: text }, said, { [field]: seen })}
      />
      <CardHead
        name={{
          label: t`Name of the offer`,
          maxLength: 200,
          saved: offer.name,
          onSave: (name) => void actions.edit(offer, { name: name.trim() }, said),
        }}
        detail={{
          label: t`Price of ${offer.name}`,
          placeholder: t`Price`,
          maxLength: 500,
          saved: offer.price,
          onSave: (price) => void actions.edit(offer, { price }, said),
        }}
        remove={{
          label: t`Delete the offer ${offer.name}`,
          run: () => void actions.remove(offer, t`Offer “${offer.name}” deleted.`),
        }}
      />
      <div className={styles.pairs}>
        {texts.map(({ name, label, hint }) => (
          <WordsArea
            key={name}
            label={label}
            placeholder={hint}
            lines={2}
            maxLength={5000}
            saved={offer[name]}
            onSave={(text, seen) => actions.edit(offer, { [name]: text }, said, { [name]: seen })}
          />
        ))}
        {lists.map(({ name, label, hint }) => (
          <WordsArea
            key={name}
            label={label}
            placeholder={hint}
            lines={3}
            saved={offer[name].join('\n')}
            onSave={(text) => actions.edit(offer, { [name]: linesOf(text) }, said)}
          />
        ))}
      </div>
    </article>
  );
}
