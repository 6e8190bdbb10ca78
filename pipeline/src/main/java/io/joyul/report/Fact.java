package io.joyul.report;

/** Something worth knowing about a run that has a name and a value, such as {@code Java} and {@code 17.0.9}. */
public record Fact(String name, String value) {}
