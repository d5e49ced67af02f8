import { afterAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeDataDirectory } from './data-directory.ts';

const root = mkdtempSync(join(tmpdir(), 'nearhop-data-'));
afterAll(() => rmSync(root, { recursive: true }));

const parent = () => mkdtempSync(join(root, 'parent-'));

describe('takeDataDirectory', () => {
  test('makes a folder of its own, and finds it again', () => {
    const place = parent();
    const first = takeDataDirectory(place, 'keep');
    expect([first.path, first.hasDemoRecords]).toEqual([join(place, 'up'), false]);
    first.rememberDemoRecords();
    first.release();
    const second = takeDataDirectory(place, 'keep');
    expect(second.hasDemoRecords).toBe(true);
    second.release();
  });

  test('forgets what is in its folder and nothing beside it', () => {
    const place = parent();
    const first = takeDataDirectory(place, 'keep');
    first.rememberDemoRecords();
    mkdirSync(join(first.path, 'router'));
    writeFileSync(join(first.path, 'router', 'table'), 'x');
    writeFileSync(join(place, 'registry.db'), 'of another');
    first.release();
    const second = takeDataDirectory(place, 'forget');
    expect([second.hasDemoRecords, existsSync(join(second.path, 'router'))]).toEqual([false, false]);
    expect(readdirSync(place).sort()).toEqual(['registry.db', 'up']);
    second.release();
  });

  test('refuses a folder that it did not make', () => {
    const place = parent();
    mkdirSync(join(place, 'up'));
    writeFileSync(join(place, 'up', 'thesis.txt'), 'x');
    expect(() => takeDataDirectory(place, 'forget')).toThrow(
      'it is not one that nearhop up made: set NEARHOP_DATA_DIR to another',
    );
    expect(readdirSync(join(place, 'up'))).toEqual(['thesis.txt']);
  });

  test('says what to set when the folder cannot be made', () => {
    const file = join(parent(), 'a-file');
    writeFileSync(file, '');
    expect(() => takeDataDirectory(file, 'keep')).toThrow(
      `Cannot use folder "${join(file, 'up')}": it cannot be made or written (ENOTDIR): set NEARHOP_DATA_DIR to another`,
    );
  });

  test('is held by one at a time, and forgets nothing of a holder', () => {
    const place = parent();
    const holder = takeDataDirectory(place, 'keep');
    holder.rememberDemoRecords();
    expect(() => takeDataDirectory(place, 'forget')).toThrow('another nearhop up runs on it');
    holder.release();
    const next = takeDataDirectory(place, 'keep');
    expect(next.hasDemoRecords).toBe(true);
    next.release();
  });
});
