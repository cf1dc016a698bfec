import type { ComponentProps } from 'react';

/*
 * The roles of a grid that is walked by keys (WAI-ARIA grid pattern). A `table` would promise data to read, not places
 * to go; only cells, and what is in them, take the focus.
 */

// biome-ignore lint/a11y/useSemanticElements: see above
export const Grid = (props: ComponentProps<'div'>) => <div role="grid" {...props} />;

// biome-ignore lint/a11y/useSemanticElements: see above
export const GridRows = (props: ComponentProps<'div'>) => <div role="rowgroup" {...props} />;

// biome-ignore lint/a11y/useSemanticElements: see above
// biome-ignore lint/a11y/useFocusableInteractive: see above
export const GridRow = (props: ComponentProps<'div'>) => <div role="row" {...props} />;

// biome-ignore lint/a11y/useSemanticElements: see above
// biome-ignore lint/a11y/useFocusableInteractive: see above
export const GridHeader = (props: ComponentProps<'div'>) => <div role="columnheader" {...props} />;

// biome-ignore lint/a11y/useSemanticElements: see above
// biome-ignore lint/a11y/useFocusableInteractive: whoever draws it passes the tabIndex of its place
export const GridCell = (props: ComponentProps<'div'>) => <div role="gridcell" {...props} />;

// biome-ignore lint/a11y/useSemanticElements: see above
// biome-ignore lint/a11y/useFocusableInteractive: see above
export const GridRowHeader = (props: ComponentProps<'div'>) => <div role="rowheader" {...props} />;
