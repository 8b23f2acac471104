/**
 * The rules that slots and queue stand on, each switched off in turn: some test has to notice. The list is
 * {@code rules.yml}; {@code docs/invariants.md} has it as a table.
 */
@NullMarked
package dev.sluice.it.rules;

import org.jspecify.annotations.NullMarked;
