import { z } from 'zod';

/** An instant as RFC 3339 text in UTC with milliseconds: `2026-11-22T12:00:00.000Z`. */
export const instantSchema = z.iso.datetime({ precision: 3 });
