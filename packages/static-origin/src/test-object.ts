import { staticObject, type StaticObject } from './static-object.ts';
import { testPicture } from './test-picture.ts';

/** Where an installation is tested: `wget "http://<node>/mscomtest/wuidt.gif?cacheHostOrigin=<origin>"`. */
export const TEST_PATH = '/mscomtest/wuidt.gif';

export function testObject(): StaticObject {
  return staticObject(TEST_PATH, 'image/gif', testPicture());
}
