#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace petseg {

bool is_http_url(std::string_view text);

/// The body of `url` after redirects. Throws IoError with the host's answer when the request fails,
/// the status is not 2xx, or the body is longer than `max_bytes`. User name and password in the URL
/// never reach the message.
std::string http_get(const std::string& url, std::size_t max_bytes = std::size_t{64} << 20);

/// `https://user:secret@host/p` → `https://host/p`, for messages.
std::string without_credentials(const std::string& url);

/// The bytes of a photo, 256 MB at most: of a file, or from an http(s) address. Throws IoError.
std::string read_photo_bytes(const std::string& place);

}  // namespace petseg
