export { answerStatically } from './answer-statically.ts';
export { objectsByPath, staticObject, type StaticObject } from './static-object.ts';
export { TEST_PATH, testObject } from './test-object.ts';
export { TEST_PICTURE_BYTES } from './test-picture.ts';
