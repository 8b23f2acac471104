package dev.sluice.standalone.up;

import java.nio.file.Path;

/**
 * What {@code up} was asked for.
 *
 * @param file the operator's file; it need not exist
 * @param fresh whether to forget what earlier runs kept
 */
record UpOptions(Ports ports, Path file, Path stateDir, boolean fresh) {}
