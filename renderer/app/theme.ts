import { useEffect } from 'react';
import { useSetting } from './settings.ts';

/** Keeps the page's theme, contrast and density in step with the settings and the system. */
export function useTheme(): void {
  const [theme] = useSetting('theme');
  const [contrast] = useSetting('contrast');
  const [density] = useSetting('density');

  useEffect(() => {
    const root = document.documentElement;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const more = matchMedia('(prefers-contrast: more)');
    const apply = () => {
      root.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
      root.dataset.contrast = contrast === 'more' || more.matches ? 'more' : 'normal';
      root.dataset.density = density;
    };
    apply();
    dark.addEventListener('change', apply);
    more.addEventListener('change', apply);
    return () => {
      dark.removeEventListener('change', apply);
      more.removeEventListener('change', apply);
    };
  }, [theme, contrast, density]);
}
