/**
 * The operator's file, {@code config/sluice.yml}: what Boot's environment has under {@code sluice.} becomes the bases of
 * streams and the overlays. Whatever is wrong or unknown is told at once, and stops the start-up.
 *
 * <p>Gateway and admin API read the same file, so neither refuses a section that belongs to the other; inside a section
 * that a module has, it knows every property by the metadata that the compiler makes of
 * {@code @ConfigurationProperties}.
 */
@NullMarked
package dev.sluice.config.file;

import org.jspecify.annotations.NullMarked;
