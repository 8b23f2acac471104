package dev.sluice.gateway.reply;

/** A header field of an answer. */
public record Field(String name, String value) {}
