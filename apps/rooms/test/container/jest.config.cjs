/** Tests of the running container: `SERVICE_URL` says where it is, `DATABASE_URL` which database it uses. */
module.exports = {
  displayName: 'rooms container',
  preset: '../../../../jest.preset.cjs',
  testMatch: ['<rootDir>/*.spec.ts'],
};
