#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// Expects that the statement throws `Type` with a message that matches:
///   EXPECT_ERROR(read_file(path), IoError, HasSubstr("cannot read"));
#define EXPECT_ERROR(statement, Type, matcher)                           \
  do {                                                                   \
    try {                                                                \
      statement;                                                         \
      ADD_FAILURE() << "expected " #Type " from " #statement;            \
    } catch (const Type& error) {                                        \
      EXPECT_THAT(error.what(), matcher);                                \
      EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("\n"))); \
    }                                                                    \
  } while (false)
