package dev.loxodonta.search.passage;

import com.google.protobuf.Struct;
import java.util.UUID;

/**
 * What a passage says about its document.
 *
 * @param id its id
 * @param title its title
 * @param docType its kind
 * @param sourceUri where it came from; empty when that was not said
 * @param metadata its free fields
 */
public record DocumentInfo(
    UUID id, String title, String docType, String sourceUri, Struct metadata) {}
