import type { MessageCompiler, MessageContext, MessageFunction } from 'vue-i18n';

const compiled = new Map<string, MessageFunction<string>>();

function sentenceOf(message: string): MessageFunction<string> {
  const forms = message.split(/\s*\|\s*/);
  const filled = (form: string, said: MessageContext<string>): string => form.replace(/\{(?:'(.*?)'|(\w+))\}/g, (_, literal: string | undefined, name: string) => literal ?? String(said.named(name) ?? ''));
  return (said: MessageContext<string>) => filled(forms.length > 1 ? said.plural(forms) : message, said);
}

/**
 * What vue-i18n's own compiler makes of the messages that we write (`README.md`): values, plural forms and literal marks. Its syntax trees would weigh a tenth more than the
 * text they are of.
 */
export const compileMessage: MessageCompiler<string, string> = (message) => {
  const sentence = compiled.get(message) ?? sentenceOf(message);
  compiled.set(message, sentence);
  return sentence;
};
