import { expect, test } from 'vitest';
import { FormatError } from '../../base/errors.ts';
import { parseIdefics3Images } from './idefics3Images.ts';
import { prepareImage } from './imageProcessor.ts';
import { parseNanoVlmImages } from './nanoVlmImages.ts';
import { tileMask } from './prepared.ts';

/** White. */
function picture(width: number, height: number): { width: number; height: number; rgba: Uint8Array } {
  return { width, height, rgba: new Uint8Array(width * height * 4).fill(255) };
}

test('without settings, a processor has its class\u2019s own', () => {
  const { size, side, filter, split, values } = parseIdefics3Images({});
  expect([size, side, filter, split]).toEqual([{ longest: 1456 }, 364, 'lanczos', true]);
  expect([values[0][0], values[2][255]]).toEqual([-1, 1]);
});

test('processor_config.json may hold the image processor', () => {
  expect(parseIdefics3Images({ image_processor: { max_image_size: { longest_edge: 8 } } }).side).toBe(8);
});

test('settings that are not understood are refused by name', () => {
  expect(() => parseIdefics3Images({ resample: 0 }, 'p.json')).toThrow(/p\.json: resample: /);
  expect(() => parseIdefics3Images({ image_processor_type: 'CLIPImageProcessor' })).toThrow(
    /processor_type: is not/,
  );
  expect(() => parseIdefics3Images({ max_image_size: { longest_edge: 0 } })).toThrow(FormatError);
  expect(() => parseIdefics3Images(null)).toThrow(FormatError);
  expect(() => parseNanoVlmImages({ max_img_size: 64 })).toThrow(/config\.json: vit_img_size: /);
  expect(() => parseNanoVlmImages({ vit_img_size: 24, max_img_size: 64 })).toThrow(
    '64 is not a multiple of vit_img_size 24',
  );
});

test('tiles are counted with the whole picture: after them in Idefics3, before them in nanoVLM', () => {
  const idefics3 = parseIdefics3Images({ size: { longest_edge: 16 }, max_image_size: { longest_edge: 4 } });
  const wide = prepareImage(picture(8, 3), idefics3);
  expect([wide.rows, wide.cols, wide.count, wide.pixels.length]).toEqual([2, 4, 9, 9 * 48]);
  expect(new Set(wide.pixels)).toEqual(new Set([1]));
  const nano = parseNanoVlmImages({
    vit_img_size: 4,
    max_img_size: 16,
    vlm_extra_tokens: { global_image_token: 'g' },
  });
  expect(prepareImage(picture(8, 3), nano)).toMatchObject({ rows: 1, cols: 2, count: 3 });
  expect(prepareImage(picture(3, 3), nano)).toMatchObject({ rows: 1, cols: 1, count: 1 });
});

test('the mask has a one for every tile', () => {
  expect([...tileMask([2, 0, 3])]).toEqual([1, 1, 0, 0, 0, 0, 1, 1, 1]);
  expect([...tileMask([])]).toEqual([]);
});
