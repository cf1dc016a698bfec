/** A request that is answered 400, with the parameter and what is wrong with it. */
export class Refused extends Error {
  readonly parameter: string;
  constructor(parameter: string, message: string) {
    super(message);
    this.name = 'Refused';
    this.parameter = parameter;
  }
}
