import { OctagonAlert, TriangleAlert } from 'lucide-react';
import type { Finding } from '../../../shared/publishing/readiness.ts';
import styles from './post.module.css';

/** Whether something stops a post or only might trouble it, told by shape; its words must stand beside it or in a name. */
export function SeverityIcon({ severity, size = 14 }: { severity: Finding['severity']; size?: number }) {
  const [Icon, tone] = severity === 'error' ? [OctagonAlert, styles.bad] : [TriangleAlert, styles.caution];
  return <Icon size={size} className={tone} data-severity={severity} aria-hidden="true" />;
}
