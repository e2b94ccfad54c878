import { BadRequestException, NotFoundException } from '@nestjs/common';
import { AppError } from '../common/index.js';
import { BadInput } from './check-input.js';
import { toProblem } from './problem.js';

describe('what goes wrong, as a problem for the client', () => {
  it('is the sentence, code and status of a refusal, also where the refusal is what caused an error', () => {
    const refusal = new AppError('scan-not-done', 'Scan 3 is running.', { status: 409, detail: { secret: 'Ann Lee' } });
    const expected = {
      type: 'urn:second-look:problem:scan-not-done',
      title: 'Not possible in this state',
      status: 409,
      detail: 'Scan 3 is running.',
      code: 'scan-not-done',
    };
    expect(toProblem(refusal)).toEqual({ problem: expected, isBug: false });
    expect(toProblem(new Error('wrapped', { cause: refusal }))).toEqual({ problem: expected, isBug: false });
  });

  it('lists the problems of a request', () => {
    const problems = [{ field: 'limit', message: 'It has to be 1 or more.' }];
    expect(toProblem(new BadInput(problems)).problem).toMatchObject({ status: 400, problems });
  });

  it('says nothing of a bug but a reference', () => {
    const { problem, isBug } = toProblem(new TypeError('cannot read the name of Ann Lee'));
    expect(isBug).toBe(true);
    expect(problem.status).toBe(500);
    expect(problem.reference).toMatch(/^[0-9a-f]{10}$/);
    expect(problem.detail).toContain(problem.reference);
    expect(JSON.stringify(problem)).not.toContain('Ann Lee');
    expect(toProblem('a text that was thrown').isBug).toBe(true);
  });

  it('knows a full disk', () => {
    expect(toProblem(Object.assign(new Error('write'), { code: 'ENOSPC' })).problem).toMatchObject({
      status: 507,
      code: 'disk-full',
    });
  });

  it('puts what the framework refuses into words of its own', () => {
    expect(toProblem(new NotFoundException('Cannot GET /x')).problem).toMatchObject({
      status: 404,
      code: 'no-such-address',
    });
    expect(toProblem(new BadRequestException('Unexpected token')).problem.detail).toMatch(/not well formed/);
    const tooLarge = Object.assign(new Error('too large'), { status: 413, expose: true, type: 'entity.too.large' });
    expect(toProblem(tooLarge).problem).toMatchObject({ status: 413, code: 'body-too-large' });
  });
});
