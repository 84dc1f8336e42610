using System.Net;
using Triage.Server.Dashboard.Resources;

namespace Triage.Server.Dashboard.Access;

/// <summary>What a browser of elsewhere gets: one plain page that says why and what to do.</summary>
internal static class RefusalPage
{
    public static Task WriteAsync(HttpContext context)
    {
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RefusalPage)).ScreenRefused();
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/html; charset=utf-8";
        var texts = ScreenTexts.French;
        string Text(string key) => WebUtility.HtmlEncode(texts[key]);
        return context.Response.WriteAsync(
            $"<!DOCTYPE html>\n<html lang=\"fr\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text("Refused_Title")}</title></head>\n"
            + $"<body><main><h1>{Text("Refused_Title")}</h1><p>{Text("Refused_Why")}</p><p>{Text("Refused_Remedy")}</p></main></body>\n</html>\n",
            context.RequestAborted);
    }
}
