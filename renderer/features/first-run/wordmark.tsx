/** The street letterbox: dome, slot, door. Its red is the one accent. */
export const Wordmark = ({ size = 36 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 36 36" aria-hidden="true">
    <path d="M9 12a9 6 0 0 1 18 0v20H9z" fill="var(--accent)" />
    <path d="M7.500 11.500h21v3h-21zM8 31h20v3H8z" fill="var(--ink)" />
    <path d="M12.500 18h11v2.400h-11z" fill="var(--ink)" />
  </svg>
);
