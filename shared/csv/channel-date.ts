import { isWallTime, wallToInstant } from '../time/wall.ts';
import { isZone } from '../time/zones.ts';

/** A channel's own date as files of ours have it: `2026-12-01 09:00 Europe/Berlin`. */
export const writeChannelDate = ({
  wall_time,
  time_zone,
}: {
  wall_time: string;
  time_zone: string;
}): string => `${wall_time.replace('T', ' ')} ${time_zone}`;

/**
 * Reads it again.
 * @param zone what a date without one is meant in
 * @returns null where it is no such date
 */
export function readChannelDate(
  text: string,
  zone: string,
): { wall_time: string; time_zone: string; instant: string } | null {
  const [, day, time, named] =
    /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?: (\S{1,64}))?$/.exec(text.trim()) ?? [];
  const wall = `${day}T${time}`;
  const time_zone = named ?? zone;
  if (!isWallTime(wall) || !isZone(time_zone)) return null;
  return { wall_time: wall, time_zone, instant: wallToInstant(wall, time_zone) };
}
