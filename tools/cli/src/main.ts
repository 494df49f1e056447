import { createProgram } from './program/program';

void createProgram().parseAsync();
