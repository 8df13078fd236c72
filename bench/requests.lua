-- Requests for wrk, from a file of one request a line: path, then (after tabs) an ETag the client
-- holds, or a body to post. REQUESTS_FILE names it, REQUESTS_FIRST is the line to begin with,
-- REQUESTS_METHOD and REQUESTS_TOKEN are what they say, REQUESTS_COMPANY is Procore's header. Results come as one line of JSON.
local requests, place = {}, 0

function init(arguments)
  local method = os.getenv("REQUESTS_METHOD")
  local company = os.getenv("REQUESTS_COMPANY")
  local bearer = "Bearer " .. os.getenv("REQUESTS_TOKEN")
  for line in io.lines(os.getenv("REQUESTS_FILE")) do
    local path, more = line:match("^([^\t]+)\t?(.*)$")
    local headers = { ["Authorization"] = bearer, ["Procore-Company-Id"] = company }
    local body = nil
    if method == "POST" then
      headers["Content-Type"] = "application/json"
      body = more
    elseif more ~= "" then
      headers["If-None-Match"] = more
    end
    requests[#requests + 1] = wrk.format(method, path, headers, body)
  end
  place = tonumber(os.getenv("REQUESTS_FIRST")) % #requests
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency, _)
  local faults = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "microseconds": %d, "bytes": %d, "p50": %.0f, "p99": %.0f, ' ..
    '"most": %.0f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50),
    latency:percentile(99), latency.max, faults.status,
    faults.connect + faults.read + faults.write + faults.timeout))
end
