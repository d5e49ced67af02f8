const MAX_SHOWN_LENGTH = 60;

/**
 * A value from outside as a JSON string for a message or a log line: cut at 60 characters, and ASCII only, so that control
 * characters, bidi overrides and look-alike digits show as what they are.
 */
export function quotedValue(text: string): string {
  const shown = text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}...` : text;
  return JSON.stringify(shown).replaceAll(/[^ -~]/g, escaped);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
