const MAX_SHOWN_LENGTH = 60;

/** A value from outside for a message: cut at 60 characters, ASCII only. */
export function quotedValue(text: string): string {
  const shown = text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}...` : text;
  return JSON.stringify(shown).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
